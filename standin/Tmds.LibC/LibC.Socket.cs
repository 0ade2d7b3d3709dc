using System.Runtime.InteropServices;
using static Tmds.Linux.LibraryNames;

namespace Tmds.Linux;

public static unsafe partial class LibC
{
    public static sa_family_t AF_UNSPEC => 0;

    public static sa_family_t AF_UNIX => 1;

    public static sa_family_t AF_INET => 2;

    public static sa_family_t AF_INET6 => 10;

    public static sa_family_t AF_NETLINK => 16;

    public static sa_family_t AF_PACKET => 17;

    public static int SOCK_STREAM => 1;

    public static int SOCK_DGRAM => 2;

    public static int SOCK_RAW => 3;

    public static int SOCK_SEQPACKET => 5;

    public static int SOCK_NONBLOCK => O_NONBLOCK;

    public static int SOCK_CLOEXEC => O_CLOEXEC;

    public static int IPPROTO_IP => 0;

    public static int IPPROTO_ICMP => 1;

    public static int IPPROTO_TCP => 6;

    public static int IPPROTO_UDP => 17;

    public static int SOL_SOCKET => 1;

    public static int SO_REUSEADDR => 2;

    public static int SO_ERROR => 4;

    public static int SO_SNDBUF => 7;

    public static int SO_RCVBUF => 8;

    public static int SO_LINGER => 13;

    public static int SO_RCVTIMEO => 20;

    public static int SO_SNDTIMEO => 21;

    public static int MSG_OOB => 1;

    public static int MSG_PEEK => 2;

    public static int MSG_DONTWAIT => 0x40;

    public static int MSG_NOSIGNAL => 0x4000;

    public static int SHUT_RD => 0;

    public static int SHUT_WR => 1;

    public static int SHUT_RDWR => 2;

    public static int SIOCGIFFLAGS => 0x8913;

    public static int SIOCSIFFLAGS => 0x8914;

    public static int SIOCSIFADDR => 0x8916;

    public static int SIOCSIFNETMASK => 0x891c;

    public static int SIOCGIFMTU => 0x8921;

    public static int SIOCSIFMTU => 0x8922;

    public static int SIOCSIFHWADDR => 0x8924;

    public static int SIOCGIFHWADDR => 0x8927;

    public static int SIOCGIFINDEX => 0x8933;

    public static int SIOCSIFTXQLEN => 0x8943;

    [DllImport(Libc, SetLastError = true)]
    public static extern int socket(int domain, int type, int protocol);

    [DllImport(Libc, SetLastError = true)]
    public static extern int shutdown(int socket, int how);

    [DllImport(Libc, SetLastError = true)]
    public static extern int bind(int socket, sockaddr* address, socklen_t address_len);

    [DllImport(Libc, SetLastError = true)]
    public static extern int connect(int socket, sockaddr* address, socklen_t address_len);

    [DllImport(Libc, SetLastError = true)]
    public static extern int listen(int socket, int backlog);

    [DllImport(Libc, SetLastError = true)]
    public static extern int accept4(int socket, sockaddr* address, socklen_t* address_len, int flags);

    [DllImport(Libc, SetLastError = true)]
    public static extern int getsockname(int socket, sockaddr* address, socklen_t* address_len);

    [DllImport(Libc, SetLastError = true)]
    public static extern ssize_t send(int socket, void* buf, size_t len, int flags);

    [DllImport(Libc, SetLastError = true)]
    public static extern ssize_t recv(int socket, void* buf, size_t len, int flags);

    [DllImport(Libc, SetLastError = true)]
    public static extern ssize_t sendto(int socket, void* buf, size_t len, int flags, sockaddr* address, socklen_t address_len);

    [DllImport(Libc, SetLastError = true)]
    public static extern ssize_t recvfrom(
        int socket, void* buffer, size_t len, int flags, sockaddr* address, socklen_t* address_len);

    [DllImport(Libc, SetLastError = true)]
    public static extern int getsockopt(int socket, int level, int optname, void* optval, socklen_t* optlen);

    [DllImport(Libc, SetLastError = true)]
    public static extern int setsockopt(int socket, int level, int optname, void* optval, socklen_t optlen);
}

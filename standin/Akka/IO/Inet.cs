using System.Net.Sockets;

namespace Akka.IO;

public class Inet
{
    /// <summary>Adjusts a kernel socket at one of the moments of its life.</summary>
    public abstract class SocketOption
    {
        public virtual void BeforeDatagramBind(Socket ds)
        {
        }

        public virtual void BeforeServerSocketBind(Socket ss)
        {
        }

        public virtual void BeforeConnect(Socket s)
        {
        }

        public virtual void AfterConnect(Socket s)
        {
        }
    }

    public abstract class AbstractSocketOption : SocketOption
    {
    }

    public abstract class SocketOptionV2 : SocketOption
    {
        public virtual void AfterBind(Socket s)
        {
        }
    }

    public abstract class AbstractSocketOptionV2 : SocketOptionV2
    {
    }

    public class DatagramChannelCreator : SocketOption
    {
        public virtual Socket Create(AddressFamily addressFamily) => new(addressFamily, SocketType.Dgram, ProtocolType.Udp);
    }

    // Akka keeps the values of these options to itself, and so must this.
    public static class SO
    {
        public class ReceiveBufferSize(int size) : SocketOption
        {
            public override void BeforeServerSocketBind(Socket ss) => Apply(ss);

            public override void BeforeDatagramBind(Socket ds) => Apply(ds);

            public override void BeforeConnect(Socket s) => Apply(s);

            private void Apply(Socket socket) =>
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveBuffer, size);
        }

        public class ReuseAddress(bool on) : SocketOption
        {
            public override void BeforeServerSocketBind(Socket ss) => Apply(ss);

            public override void BeforeDatagramBind(Socket ds) => Apply(ds);

            public override void BeforeConnect(Socket s) => Apply(s);

            private void Apply(Socket socket) =>
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, on);
        }

        public class SendBufferSize(int size) : SocketOption
        {
            public override void AfterConnect(Socket s) =>
                s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.SendBuffer, size);
        }

        // Has no effect in Akka either.
        public class TrafficClass : SocketOption
        {
            public TrafficClass(int tc)
            {
                _ = tc;
            }
        }
    }

    public abstract class SoForwarders
    {
    }
}

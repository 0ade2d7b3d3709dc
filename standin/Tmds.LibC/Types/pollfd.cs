namespace Tmds.Linux;

public struct pollfd
{
    public int fd { get; set; }

    public short events { get; set; }

    public short revents { get; set; }
}

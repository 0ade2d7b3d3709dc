namespace ActorTcp.Packetdrill.Serving;

/// <summary>What a request asks for; docs/packetdrill.md has the table of arguments.</summary>
internal enum RequestKind : ushort
{
    Hello = 0,
    Command = 1,
    Advance = 2,
    AwaitCalls = 3,
    PacketIn = 4,
    PacketOut = 5,
    Socket = 16,
    Bind = 17,
    Listen = 18,
    Accept = 19,
    Connect = 20,
    Send = 21,
    Receive = 22,
    Shutdown = 23,
    Close = 24,
    GetOption = 25,
    SetOption = 26,
    Fcntl = 27,
    Ioctl = 28,
    Poll = 29,
    EpollCreate = 30,
    EpollControl = 31,
    EpollWait = 32,
}

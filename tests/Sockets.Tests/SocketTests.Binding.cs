using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests;

// bind(2), and who may share a port with whom.
public abstract partial class SocketTests
{
    [Fact]
    public void Bind_to_port_0_chooses_a_port()
    {
        ITestSocket socket = Server();

        socket.Bind(new IPEndPoint(Api.There, 0));

        Assert.Equal(Api.There, socket.Local!.Address);
        Assert.InRange(socket.Local.Port, 1024, 65535);
    }

    [Fact]
    public void Bind_to_any_address_names_any_address()
    {
        ITestSocket socket = Server();

        socket.Bind(new IPEndPoint(IPAddress.Any, 0));

        Assert.Equal(IPAddress.Any, socket.Local!.Address);
    }

    [Fact]
    public void A_second_bind_fails()
    {
        ITestSocket socket = Server();
        socket.Bind(new IPEndPoint(Api.There, 0));

        Fails(SocketError.InvalidArgument, () => socket.Bind(new IPEndPoint(Api.There, 0)));
    }

    [Fact]
    public void Bind_of_a_connected_socket_fails()
    {
        (ITestSocket client, ITestSocket server) = Connected();

        Fails(SocketError.InvalidArgument, () => client.Bind(new IPEndPoint(Api.Here, 0)));
        Fails(SocketError.InvalidArgument, () => server.Bind(new IPEndPoint(Api.There, 0)));
    }

    [Fact]
    public void Bind_to_an_address_that_is_not_ours_fails()
    {
        ITestSocket socket = Server();

        Fails(SocketError.AddressNotAvailable, () => socket.Bind(new IPEndPoint(IPAddress.Parse("192.0.2.77"), 0)));
    }

    [Fact]
    public void Bind_to_an_address_of_another_family_fails()
    {
        ITestSocket socket = Server();

        Fails(SocketError.AddressFamilyNotSupported, () => socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0)));
    }

    [Fact]
    public void Any_address_and_one_of_them_conflict()
    {
        ITestSocket any = Server();
        any.Bind(new IPEndPoint(IPAddress.Any, 0));
        ITestSocket one = Server();

        Fails(SocketError.AddressAlreadyInUse, () => one.Bind(new IPEndPoint(Api.There, any.Local!.Port)));
    }

    // Address: SO_REUSEADDR, Port: SO_REUSEPORT.
    [Theory]
    [InlineData("", "", false, false)]
    [InlineData("Address", "", false, false)]
    [InlineData("", "Address", false, false)]
    [InlineData("Address", "Address", false, true)]
    [InlineData("Address", "Address", true, false)]
    [InlineData("Port", "", false, false)]
    [InlineData("", "Port", false, false)]
    [InlineData("Port", "Port", false, true)]
    [InlineData("Port", "Port", true, true)]
    [InlineData("Port", "Address", false, false)]
    [InlineData("Address", "Port", false, false)]
    [InlineData("Address Port", "Address", false, true)]
    [InlineData("Address Port", "Port", false, true)]
    [InlineData("Address Port", "Address", true, false)]
    [InlineData("Address Port", "Port", true, true)]
    [InlineData("Address Port", "Address Port", true, true)]
    public void Two_sockets_share_a_port_if_both_agree(string first, string second, bool firstListens, bool shared)
    {
        ITestSocket owner = Reusing(first);
        owner.Bind(new IPEndPoint(Api.There, 0));
        if (firstListens) owner.Listen(1);
        ITestSocket other = Reusing(second);

        if (shared) other.Bind(owner.Local!);
        else Fails(SocketError.AddressAlreadyInUse, () => other.Bind(owner.Local!));
    }

    [Fact]
    public void Of_two_that_reuse_an_address_only_one_listens()
    {
        ITestSocket first = Reusing("Address");
        first.Bind(new IPEndPoint(Api.There, 0));
        ITestSocket second = Reusing("Address");
        second.Bind(first.Local!);
        first.Listen(1);

        Fails(SocketError.AddressAlreadyInUse, () => second.Listen(1));
    }

    [Fact]
    public void Two_that_reuse_a_port_both_listen()
    {
        ITestSocket first = Reusing("Port");
        first.Bind(new IPEndPoint(Api.There, 0));
        ITestSocket second = Reusing("Port");
        second.Bind(first.Local!);

        first.Listen(1);
        second.Listen(1);

        Assert.True(second.Get(SocketOptions.AcceptsConnections));
    }

    [Fact]
    public void A_listener_comes_back_beside_its_connections_if_it_reuses_the_address()
    {
        ITestSocket listener = Reusing("Address");
        listener.Bind(new IPEndPoint(Api.There, 0));
        listener.Listen(1);
        IPEndPoint local = listener.Local!;
        Client().Connect(local);
        ITestSocket connection = Accepted(listener);
        listener.Close();
        ITestSocket strict = Server();
        ITestSocket again = Reusing("Address");

        Fails(SocketError.AddressAlreadyInUse, () => strict.Bind(local));
        again.Bind(local);
        again.Listen(1);

        Assert.Equal(local, connection.Local);
    }

    [Fact]
    public void A_closed_socket_gives_its_port_back()
    {
        ITestSocket first = Server();
        first.Bind(new IPEndPoint(Api.There, 0));
        IPEndPoint local = first.Local!;
        first.Close();
        ITestSocket second = Server();

        second.Bind(local);

        Assert.Equal(local, second.Local);
    }

    private ITestSocket Reusing(string options)
    {
        ITestSocket socket = Server();
        if (options.Contains("Address", StringComparison.Ordinal)) socket.Set(SocketOptions.ReuseAddress, true);
        if (options.Contains("Port", StringComparison.Ordinal)) socket.Set(SocketOptions.ReusePort, true);
        return socket;
    }
}

using System.Net;
using System.Net.Sockets;
using ActorTcp.Tap;
using Tap.Tests.Fixtures;

namespace Tap.Tests;

public class NetworkNamespaceTests
{
    [SkippableFact]
    public void Is_made_listed_and_removed()
    {
        TapNetwork.SkipWhereUnavailable();
        string name = TapNetwork.NewName();
        Assert.False(NetworkNamespace.Exists(name));
        using (NetworkNamespace made = NetworkNamespace.Create(name))
        {
            Assert.True(made.IsMadeHere);
            Assert.True(NetworkNamespace.Exists(name));
            Assert.True(File.Exists($"/run/actor-tcp/{name}.lock"));
        }
        Assert.False(NetworkNamespace.Exists(name));
        Assert.False(File.Exists($"/run/netns/{name}"));
        Assert.False(File.Exists($"/run/actor-tcp/{name}.lock"));
    }

    [SkippableFact]
    public void An_action_runs_inside_and_the_caller_stays_outside()
    {
        using var network = TapNetwork.Create();
        string outside = Current();
        string inside = network.RunInNamespace(Current);
        Assert.NotEqual(outside, inside);
        Assert.Equal(outside, Current());
        Assert.Equal(outside, NetworkNamespace.Host.Run(Current));
        Assert.Equal(inside, network.RunInNamespace(Current));
    }

    [SkippableFact]
    public void What_an_action_throws_is_thrown()
    {
        using var network = TapNetwork.Create();
        Assert.Throws<InvalidOperationException>(() => network.RunInNamespace(() => throw new InvalidOperationException()));
    }

    [SkippableFact]
    public void A_process_is_born_inside()
    {
        using var network = TapNetwork.Create();
        (int code, string output) = network.RunProcess(TimeSpan.FromSeconds(10), "readlink", "/proc/self/ns/net");
        Assert.Equal(0, code);
        Assert.Equal(network.RunInNamespace(Current), output.Trim());
    }

    [SkippableFact]
    public void Its_loopback_is_up()
    {
        using var network = TapNetwork.Create();
        Socket listener = network.CreateSocket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Socket client = network.CreateSocket(SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        Assert.True(client.Connected);
    }

    [SkippableFact]
    public void One_that_exists_is_opened_and_left()
    {
        using var network = TapNetwork.Create();
        using (NetworkNamespace opened = NetworkNamespace.Open(network.Namespace.Name))
        {
            Assert.False(opened.IsMadeHere);
            Assert.Equal(network.RunInNamespace(Current), opened.Run(Current));
        }
        Assert.True(NetworkNamespace.Exists(network.Namespace.Name));
    }

    [SkippableFact]
    public void One_that_a_living_instance_made_is_refused()
    {
        using var network = TapNetwork.Create();
        string name = network.Namespace.Name;
        NetworkNamespaceException refused = Assert.Throws<NetworkNamespaceException>(() => NetworkNamespace.Create(name));
        Assert.Equal(
            $"the network namespace '{name}' is in use by a running instance (process {Environment.ProcessId}): end that, or choose another name",
            refused.Message);
        Assert.True(NetworkNamespace.Exists(name));
        Assert.Equal(network.RunInNamespace(Current), NetworkNamespace.Open(name).Run(Current));
    }

    [SkippableFact]
    public void One_that_somebody_else_made_is_refused()
    {
        TapNetwork.SkipWhereUnavailable();
        using var foreign = new ForeignNamespace();
        NetworkNamespaceException refused = Assert.Throws<NetworkNamespaceException>(() => NetworkNamespace.Create(foreign.Name));
        Assert.Contains("was not made by ActorTcp", refused.Message, StringComparison.Ordinal);
        Assert.True(NetworkNamespace.Exists(foreign.Name));
        Assert.False(File.Exists(foreign.LockPath));
    }

    [SkippableFact]
    public void One_that_a_crashed_run_left_is_taken_over()
    {
        TapNetwork.SkipWhereUnavailable();
        using var left = new ForeignNamespace();
        File.WriteAllText(left.LockPath, $"4194304 {left.Identity}\n"); // as its dead maker's lock file would read
        using NetworkNamespace made = NetworkNamespace.Create(left.Name);
        Assert.NotEqual(left.Identity, made.Run(Current));
    }

    [SkippableFact]
    public void One_that_took_a_crashed_runs_name_is_refused()
    {
        TapNetwork.SkipWhereUnavailable();
        using var foreign = new ForeignNamespace();
        File.WriteAllText(foreign.LockPath, "4194304 net:[1]\n");
        Assert.Throws<NetworkNamespaceException>(() => NetworkNamespace.Create(foreign.Name));
        Assert.Equal(foreign.Identity, NetworkNamespace.Open(foreign.Name).Run(Current));
    }

    [SkippableFact]
    public void One_that_was_removed_behind_our_back_is_no_trouble()
    {
        using var network = TapNetwork.Create();
        NetworkNamespace.Delete(network.Namespace.Name);
        Assert.NotEqual(Current(), network.RunInNamespace(Current)); // it lives on while we hold it
    }

    [SkippableFact]
    public void None_of_this_name_is_told()
    {
        TapNetwork.SkipWhereUnavailable();
        string name = TapNetwork.NewName();
        Assert.Contains("there is no network namespace", Assert.Throws<NetworkNamespaceException>(() => NetworkNamespace.Open(name)).Message, StringComparison.Ordinal);
        Assert.Throws<NetworkNamespaceException>(() => NetworkNamespace.Delete(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public void A_bad_name_is_told(string name) => Assert.Throws<NetworkNamespaceException>(() => NetworkNamespace.Create(name));

    private static string Current() => new FileInfo("/proc/thread-self/ns/net").LinkTarget!;

    /// <summary>A namespace that was made with no lock, as <c>ip netns add</c> makes one.</summary>
    private sealed class ForeignNamespace : IDisposable
    {
        public ForeignNamespace()
        {
            NetworkNamespace.PrepareFolder();
            Directory.CreateDirectory("/run/actor-tcp");
            NetworkNamespace.Mount(Name, $"/run/netns/{Name}");
            Identity = NetworkNamespace.Open(Name).Run(Current);
        }

        public string Name { get; } = TapNetwork.NewName();

        public string Identity { get; }

        public string LockPath => $"/run/actor-tcp/{Name}.lock";

        public void Dispose()
        {
            if (NetworkNamespace.Exists(Name)) NetworkNamespace.Delete(Name);
            File.Delete(LockPath);
        }
    }
}

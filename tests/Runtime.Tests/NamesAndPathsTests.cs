using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

public sealed class NamesAndPathsTests : Contract
{
    private sealed record Make(string? Name);
    private sealed record Stop(IActorRef Child);
    private sealed record Find(string Name);

    private IActorRef StartParent(string? name = null)
    {
        var target = TestActor;
        return Sys.ActorOf(Does((context, message) =>
        {
            switch (message)
            {
                case Make make: target.Tell(Try(() => context.Watch(context.ActorOf(Does((_, _) => { }), make.Name)))); break;
                case Stop stop: context.Stop(stop.Child); break;
                case Find find: target.Tell(context.Child(find.Name)); break;
                case "children": target.Tell(context.GetChildren().Select(child => child.Path.Name).ToArray()); break;
                case "parent": target.Tell(context.Parent); break;
                case Terminated: target.Tell("terminated"); break;
            }
        }), name);
    }

    private static object Try(Func<object> action)
    {
        try
        {
            return action();
        }
        catch (InvalidActorNameException e)
        {
            return e;
        }
    }

    private T Ask<T>(IActorRef actor, object message)
    {
        actor.Tell(message);
        return ExpectMsg<T>();
    }

    [Fact]
    public void A_generated_name_counts_up_in_base_64()
    {
        var parent = StartParent();
        var names = Enumerable.Range(0, 66).Select(_ => Ask<IActorRef>(parent, new Make(null)).Path.Name).ToArray();

        Assert.Equal(["$a", "$b", "$c"], names[..3]);
        Assert.Equal(["$9", "$+", "$~", "$ab", "$bb"], names[61..]);
    }

    [Fact]
    public void A_name_in_use_is_refused()
    {
        var parent = StartParent();
        Ask<IActorRef>(parent, new Make("x"));

        Assert.Contains("x", Ask<InvalidActorNameException>(parent, new Make("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_in_use_at_the_top_level_is_refused()
    {
        Sys.ActorOf(Forwards(), "x");

        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Forwards(), "x"));
    }

    [Theory, InlineData(""), InlineData("$x"), InlineData("a/b"), InlineData("a b")]
    public void A_malformed_name_is_refused(string name) => Ask<InvalidActorNameException>(StartParent(), new Make(name));

    [Theory, InlineData("10.0.0.1:80"), InlineData("listen:0.0.0.0:7"), InlineData("%20")]
    [InlineData("a-b_c.d*e+f,g;h=i@j&k'l(m)n!o")]
    public void Names_with_the_signs_of_addresses_are_good(string name) =>
        Assert.Equal(name, Ask<IActorRef>(StartParent(), new Make(name)).Path.Name);

    [Fact]
    public void A_name_is_free_again_once_its_parent_has_heard_Terminated()
    {
        var parent = StartParent();
        var first = Ask<IActorRef>(parent, new Make("x"));
        parent.Tell(new Stop(first));
        ExpectMsg("terminated");
        var second = Ask<IActorRef>(parent, new Make("x"));

        Assert.Equal(first.Path.ToString(), second.Path.ToString());
        Assert.NotEqual(first.Path.Uid, second.Path.Uid);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Child_finds_a_child_by_name_and_else_Nobody()
    {
        var parent = StartParent();
        var child = Ask<IActorRef>(parent, new Make("x"));

        Assert.Equal(child, Ask<IActorRef>(parent, new Find("x")));
        Assert.True(Ask<IActorRef>(parent, new Find("y")).IsNobody());
    }

    [Fact]
    public void GetChildren_lists_the_living()
    {
        var parent = StartParent();
        var x = Ask<IActorRef>(parent, new Make("x"));
        Ask<IActorRef>(parent, new Make("y"));
        Assert.Equal(["x", "y"], Ask<string[]>(parent, "children").Order());
        parent.Tell(new Stop(x));
        ExpectMsg("terminated");

        Assert.Equal(["y"], Ask<string[]>(parent, "children"));
    }

    [Fact]
    public void Parent_of_a_top_level_actor_is_the_user_guardian() =>
        Assert.Equal("/user", Ask<IActorRef>(StartParent(), "parent").Path.ToStringWithoutAddress());

    [Fact]
    public void A_path_reads_as_a_URI()
    {
        var parent = StartParent("parent");
        var path = Ask<IActorRef>(parent, new Make("child")).Path;

        Assert.Equal("akka://test/user/parent/child", path.ToString());
        Assert.Equal("/user/parent/child", path.ToStringWithoutAddress());
        Assert.Equal($"akka://test/user/parent/child#{path.Uid}", path.ToStringWithUid());
        Assert.Equal("child", path.Name);
        Assert.Equal(parent.Path, path.Parent);
        Assert.Equal(["user", "parent", "child"], path.Elements);
        Assert.Equal("test", path.Address.System);
        Assert.Equal(path.ToString(), (parent.Path / "child").ToString());
    }

    [Fact]
    public void A_reference_reads_as_its_path_with_the_uid()
    {
        var actor = StartParent("parent");

        Assert.Equal($"[akka://test/user/parent#{actor.Path.Uid}]", actor.ToString());
    }

    [Fact]
    public void Paths_compare_without_and_references_with_the_uid()
    {
        var parent = StartParent();
        var first = Ask<IActorRef>(parent, new Make("x"));
        parent.Tell(new Stop(first));
        ExpectMsg("terminated");
        var second = Ask<IActorRef>(parent, new Make("x"));

        Assert.Equal(first.Path, second.Path);
        Assert.False(first.Equals(second));
        Assert.True(first.CompareTo(second) != 0);
    }

    [Fact]
    public void A_path_parses()
    {
        var path = ActorPath.Parse("akka://test/user/a/b");

        Assert.Equal("b", path.Name);
        Assert.Equal("akka://test/user/a/b", path.ToString());
        Assert.False(ActorPath.TryParse("no path", out _));
    }
}

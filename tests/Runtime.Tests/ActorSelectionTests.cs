using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

public sealed class ActorSelectionTests : Contract
{
    private readonly IActorRef _parent;

    public ActorSelectionTests()
    {
        var target = TestActor;
        _parent = Sys.ActorOf(Does((context, message) =>
        {
            switch (message)
            {
                case "make":
                    foreach (var name in new[] { "a1", "a2", "b1" })
                        context.ActorOf(Does((child, said) => target.Tell($"{child.Self.Path.Name} {said}")), name);
                    target.Tell("made");
                    break;
                case (string path, object said):
                    context.ActorSelection(path).Tell(said);
                    break;
                default:
                    target.Tell($"parent {message}");
                    break;
            }
        }), "parent");
        _parent.Tell("make");
        ExpectMsg("made");
    }

    private void Reaches(string path, params string[] names)
    {
        Sys.ActorSelection(path).Tell("hello");

        Assert.Equal(names.Select(name => $"{name} hello"), ReceiveN(names.Length).Cast<string>().Order());
        ExpectNoMsg(Absent);
    }

    [Fact]
    public void An_absolute_path_reaches_its_actor() => Reaches("/user/parent/a1", "a1");

    [Fact]
    public void A_full_path_reaches_its_actor() => Reaches("akka://test/user/parent", "parent");

    [Fact]
    public void A_star_reaches_every_child() => Reaches("/user/parent/*", "a1", "a2", "b1");

    [Fact]
    public void A_pattern_reaches_the_children_that_fit() => Reaches("/user/parent/a*", "a1", "a2");

    [Fact]
    public void A_question_mark_fits_one_sign() => Reaches("/user/parent/?1", "a1", "b1");

    [Fact]
    public void A_relative_path_starts_at_the_actor_that_asks()
    {
        _parent.Tell(("a1", (object)"down"));
        ExpectMsg("a1 down");
        _parent.Tell(("../parent/a2", (object)"around"));

        ExpectMsg("a2 around");
    }

    [Fact]
    public void A_selection_of_nobody_is_a_dead_letter() =>
        EventFilter.DeadLetter<string>(text => text == "lost").ExpectOne(() => Sys.ActorSelection("/user/nobody").Tell("lost"));

    [Fact]
    public async Task ResolveOne_gives_the_reference()
    {
        Assert.Equal(_parent, await Sys.ActorSelection("/user/parent").ResolveOne(Patience));
        Assert.Equal("a1", (await Sys.ActorSelection(_parent, "a1").ResolveOne(Patience)).Path.Name);
    }

    [Fact]
    public async Task ResolveOne_of_nobody_throws_ActorNotFoundException() =>
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/nobody").ResolveOne(Patience));

    [Fact]
    public void Identify_is_answered_with_the_identity()
    {
        Sys.ActorSelection("/user/parent").Tell(new Identify("id"), TestActor);
        var found = ExpectMsg<ActorIdentity>();
        Assert.Equal("id", found.MessageId);
        Assert.Equal(_parent, found.Subject);

        Sys.ActorSelection("/user/nobody").Tell(new Identify("none"), TestActor);
        Assert.Null(ExpectMsg<ActorIdentity>(identity => (string)identity.MessageId == "none").Subject);
    }

    [Fact]
    public void The_sender_is_kept()
    {
        var probe = CreateTestProbe();
        var target = TestActor;
        Sys.ActorOf(Does((context, _) => target.Forward("seen")), "sees");
        Sys.ActorSelection("/user/sees").Tell("x", probe.Ref);

        ExpectMsg("seen");
        Assert.Equal(probe.Ref, LastSender);
    }
}

using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;

namespace ActorTcp.Runtime.Tests;

public sealed partial class LoggingTests() : Contract("akka.loglevel = DEBUG")
{
    private sealed class Logs : ReceiveActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        public Logs()
        {
            Receive<Action<ILoggingAdapter>>(log => log(_log));
        }
    }

    [Fact]
    public void Each_level_is_an_event_of_its_own_type()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(LogEvent));
        var log = Logging.GetLogger(Sys, "contract");
        log.Debug("a debug");
        log.Info("an info");
        log.Warning("a warning");
        log.Error("an error");

        Assert.Equal(LogLevel.DebugLevel, ExpectMsg<Debug>().LogLevel());
        Assert.Equal(LogLevel.InfoLevel, ExpectMsg<Info>().LogLevel());
        Assert.Equal(LogLevel.WarningLevel, ExpectMsg<Warning>().LogLevel());
        Assert.Equal(LogLevel.ErrorLevel, ExpectMsg<Error>().LogLevel());
    }

    [Fact]
    public void A_message_is_formatted_with_its_arguments()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Info));
        Logging.GetLogger(Sys, "contract").Info("{0} of {1}", 1, "two");

        Assert.Equal("1 of two", ExpectMsg<Info>().Message.ToString());
    }

    [Fact]
    public void An_error_carries_its_cause()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Error));
        Logging.GetLogger(Sys, "contract").Error(new BoomException(), "failed {0}", "badly");

        var error = ExpectMsg<Error>();
        Assert.IsType<BoomException>(error.Cause);
        Assert.Equal("failed badly", error.Message.ToString());
    }

    [Fact]
    public void The_log_of_a_context_has_the_actors_path_and_class()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Info));
        var actor = Sys.ActorOf(Props.Create(() => new Logs()), "logs");
        actor.Tell((Action<ILoggingAdapter>)(log => log.Info("hello")));

        var info = ExpectMsg<Info>();
        Assert.Equal("akka://test/user/logs", info.LogSource);
        Assert.Equal(typeof(Logs), info.LogClass);
    }

    [Fact]
    public void The_log_says_which_levels_are_enabled()
    {
        var log = Sys.Log;

        Assert.True(log.IsDebugEnabled);
        Assert.True(log.IsEnabled(LogLevel.ErrorLevel));
    }

    [Fact]
    public void EventFilter_expects_by_text_start_part_and_pattern()
    {
        EventFilter.Info("whole text").ExpectOne(() => Sys.Log.Info("whole text"));
        EventFilter.Info(start: "whole").ExpectOne(() => Sys.Log.Info("whole text"));
        EventFilter.Warning(contains: "le te").ExpectOne(() => Sys.Log.Warning("whole text"));
        EventFilter.Error(WholeText()).ExpectOne(() => Sys.Log.Error("whole text"));
        EventFilter.Debug(contains: "text").ExpectOne(() => Sys.Log.Debug("whole text"));
    }

    [GeneratedRegex("^whole.*text$")]
    private static partial Regex WholeText();

    [Fact]
    public void EventFilter_expects_a_number_of_events() =>
        EventFilter.Info(contains: "again").Expect(3, () =>
        {
            for (var i = 0; i < 3; i++) Sys.Log.Info("again {0}", i);
        });

    [Fact]
    public void EventFilter_expects_none_where_zero_are_expected() =>
        EventFilter.Error().Expect(0, Absent, () => Sys.Log.Info("no error"));

    [Fact]
    public async Task EventFilter_expects_across_an_await() =>
        await EventFilter.Info("later").ExpectOneAsync(async () =>
        {
            await Task.Yield();
            Sys.Log.Info("later");
        });

    [Fact]
    public void EventFilter_matches_an_exception_by_type_and_text()
    {
        EventFilter.Exception<BoomException>().ExpectOne(() => Sys.Log.Error(new BoomException(), "failed"));
        EventFilter.Exception<BoomException>(contains: "fail").ExpectOne(() => Sys.Log.Error(new BoomException(), "failed"));
    }

    [Fact]
    public void EventFilter_fails_where_the_event_does_not_come() =>
        Assert.ThrowsAny<Exception>(() => EventFilter.Error("never").ExpectOne(Absent, () => Sys.Log.Info("other")));

    [Fact]
    public void EventFilter_hands_back_what_the_action_returns() =>
        Assert.Equal(7, EventFilter.Info("x").ExpectOne(() =>
        {
            Sys.Log.Info("x");
            return 7;
        }));
}

public sealed class LogLevelTests() : Contract("akka.loglevel = WARNING")
{
    [Fact]
    public void Events_below_the_level_are_not_published()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(LogEvent));
        var log = Logging.GetLogger(Sys, "contract");
        log.Debug("no");
        log.Info("no");
        log.Warning("yes");

        Assert.Equal("yes", ExpectMsg<LogEvent>().Message.ToString());
        Assert.False(log.IsInfoEnabled);
        Assert.True(log.IsWarningEnabled);
    }
}

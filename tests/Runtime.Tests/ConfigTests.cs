using Akka.Actor;
using Akka.Configuration;

namespace ActorTcp.Runtime.Tests;

public sealed class ConfigTests
{
    private static Config Parse(string hocon) => ConfigurationFactory.ParseString(hocon);

    [Fact]
    public void Scalars_read_by_type()
    {
        var config = Parse("""
            text = plain
            quoted = "two words"
            number = 42
            long = 8589934592
            real = 1.5
            yes = on
            no = false
            """);

        Assert.Equal("plain", config.GetString("text"));
        Assert.Equal("two words", config.GetString("quoted"));
        Assert.Equal(42, config.GetInt("number"));
        Assert.Equal(8_589_934_592, config.GetLong("long"));
        Assert.Equal(1.5, config.GetDouble("real"));
        Assert.Equal(1.5m, config.GetDecimal("real"));
        Assert.True(config.GetBoolean("yes"));
        Assert.False(config.GetBoolean("no"));
    }

    [Fact]
    public void Objects_nest_by_braces_and_by_dots()
    {
        var config = Parse("""
            a { b { c = 1 } }
            a.b.d : 2
            a.e { f = 3 }
            a.g = 4
            """);

        Assert.Equal([1, 2, 3, 4], new[] { "a.b.c", "a.b.d", "a.e.f", "a.g" }.Select(path => config.GetInt(path)));
        Assert.Equal(2, config.GetConfig("a").GetInt("b.d"));
    }

    [Fact]
    public void Keys_may_be_quoted_and_hold_dots() =>
        Assert.Equal("x", Parse("""a { "10.0.0.1" = x }""").GetString("""a."10.0.0.1" """.Trim()));

    [Fact]
    public void Later_values_replace_and_objects_merge()
    {
        var config = Parse("""
            a { x = 1, y = 2 }
            a { y = 3 }
            """);

        Assert.Equal(1, config.GetInt("a.x"));
        Assert.Equal(3, config.GetInt("a.y"));
    }

    [Fact]
    public void Comments_are_ignored()
    {
        var config = Parse("""
            # a hash
            // two slashes
            a = 1 # behind
            b = "no # comment"
            """);

        Assert.Equal(1, config.GetInt("a"));
        Assert.Equal("no # comment", config.GetString("b"));
    }

    [Theory]
    [InlineData("5s", 5_000), InlineData("5 seconds", 5_000), InlineData("1500ms", 1_500), InlineData("250 millis", 250)]
    [InlineData("2m", 120_000), InlineData("2 minutes", 120_000), InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000), InlineData("0.5s", 500), InlineData("40", 40)]
    public void Durations_have_units(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Parse($"t = {text}").GetTimeSpan("t"));

    [Fact]
    public void A_duration_may_be_infinite() => Assert.Equal(Timeout.InfiniteTimeSpan, Parse("t = infinite").GetTimeSpan("t"));

    [Theory]
    [InlineData("512", 512), InlineData("1k", 1024), InlineData("64KiB", 65_536), InlineData("1 kB", 1_000)]
    [InlineData("2MiB", 2_097_152), InlineData("1MB", 1_000_000), InlineData("128b", 128), InlineData("1G", 1_073_741_824)]
    public void Sizes_have_units(string text, long bytes) => Assert.Equal(bytes, Parse($"s = {text}").GetByteSize("s"));

    [Fact]
    public void Lists_read_as_strings_and_numbers()
    {
        var config = Parse("""
            words = [one, "two three", four]
            numbers = [1, 2, 3]
            lines = [
              a
              b
            ]
            empty = []
            """);

        Assert.Equal(["one", "two three", "four"], config.GetStringList("words"));
        Assert.Equal([1, 2, 3], config.GetIntList("numbers"));
        Assert.Equal(["a", "b"], config.GetStringList("lines"));
        Assert.Empty(config.GetStringList("empty"));
    }

    [Fact]
    public void Substitutions_take_values_and_objects_of_elsewhere()
    {
        var config = Parse("""
            base { x = 1, y = 2 }
            same = ${base}
            copy = ${base.x}
            """);

        Assert.Equal(1, config.GetInt("same.x"));
        Assert.Equal(2, config.GetInt("same.y"));
        Assert.Equal(1, config.GetInt("copy"));
    }

    [Fact]
    public void HasPath_tells_what_is_there()
    {
        var config = Parse("a { b = 1 }");

        Assert.True(config.HasPath("a"));
        Assert.True(config.HasPath("a.b"));
        Assert.False(config.HasPath("a.c"));
        Assert.False(config.HasPath("z"));
    }

    [Fact]
    public void A_default_answers_for_what_is_missing()
    {
        var config = Parse("a = 1");

        Assert.Equal(9, config.GetInt("b", 9));
        Assert.Equal("none", config.GetString("b", "none"));
        Assert.Equal(TimeSpan.FromSeconds(1), config.GetTimeSpan("b", TimeSpan.FromSeconds(1)));
        Assert.True(config.GetBoolean("b", true));
        Assert.Null(config.GetString("b", null));
    }

    [Fact]
    public void A_wrong_type_is_an_error() =>
        Assert.ThrowsAny<Exception>(() => Parse("a = word").GetInt("a"));

    [Fact]
    public void A_comma_behind_an_object_is_an_error() => Assert.ThrowsAny<FormatException>(() => Parse("a { b = 1 }, c = 2"));

    [Fact]
    public void The_empty_config_is_empty()
    {
        Assert.True(ConfigurationFactory.Empty.IsEmpty);
        Assert.True(Parse("").IsEmpty);
        Assert.False(Parse("a = 1").IsEmpty);
    }

    [Fact]
    public void WithFallback_prefers_the_first_and_merges_objects()
    {
        var config = Parse("a { x = 1 }").WithFallback(Parse("b = 4, a { x = 2, y = 3 }"));

        Assert.Equal(1, config.GetInt("a.x"));
        Assert.Equal(3, config.GetInt("a.y"));
        Assert.Equal(4, config.GetInt("b"));
        Assert.Equal(3, config.GetConfig("a").GetInt("y"));
        Assert.True(config.HasPath("a.y"));
    }

    [Fact]
    public void WithFallback_chains()
    {
        var config = Parse("a = 1").WithFallback(Parse("b = 2")).WithFallback(Parse("a = 9, b = 9, c = 3"));

        Assert.Equal([1, 2, 3], new[] { "a", "b", "c" }.Select(path => config.GetInt(path)));
    }

    [Fact]
    public void FromResource_reads_an_embedded_file()
    {
        const string Name = "ActorTcp.Runtime.Tests.reference.conf";
        var config = ConfigurationFactory.FromResource(Name, typeof(ConfigTests).Assembly);

        Assert.Equal("from the resource", config.GetString("contract.greeting"));
        Assert.Equal(65_536, ConfigurationFactory.FromResource<ConfigTests>(Name).GetByteSize("contract.nested.size"));
    }

    [Fact]
    public void AsEnumerable_lists_the_keys_of_the_top()
    {
        var config = Parse("a = 1, b { c = 2 }");

        Assert.Equal(["a", "b"], config.AsEnumerable().Select(pair => pair.Key).Order());
    }
}

public sealed class SystemConfigTests() : Contract("mine.answer = 42, akka.actor.ask-timeout = 7s")
{
    [Fact]
    public void The_systems_settings_hold_the_users_config_over_the_reference()
    {
        Assert.Equal(42, Sys.Settings.Config.GetInt("mine.answer"));
        Assert.Equal(TimeSpan.FromSeconds(7), Sys.Settings.AskTimeout);
        Assert.True(Sys.Settings.Config.HasPath("akka.actor.default-dispatcher"));
        Assert.Equal("test", Sys.Name);
    }

    [Fact]
    public void InjectTopLevelFallback_adds_below_what_is_there()
    {
        Sys.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString("mine { answer = 0, question = unknown }"));

        Assert.Equal(42, Sys.Settings.Config.GetInt("mine.answer"));
        Assert.Equal("unknown", Sys.Settings.Config.GetString("mine.question"));
    }
}

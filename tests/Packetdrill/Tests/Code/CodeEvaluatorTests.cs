using ActorTcp.Packetdrill.Code;
using FsCheck;
using FsCheck.Fluent;

namespace ActorTcp.Packetdrill.Tests;

public sealed class CodeEvaluatorTests
{
    private readonly CodeScope _scope = new();

    public CodeEvaluatorTests()
    {
        _scope.Set("tcpi_snd_cwnd", 10);
        _scope.Set("tcpi_options", 7);
        _scope.Set("tcpi_rtt", 20_000);
        _scope.Set("tcpi_state", 1);
    }

    private CodeOutcome Run(string code) => CodeEvaluator.Run(code, 5, _scope);

    private void Holds(string code) => Assert.Null(Run(code).Failure);

    private CodeFailure Fails(string code)
    {
        var failure = Run(code).Failure;
        Assert.NotNull(failure);
        return failure;
    }

    [Theory]
    [InlineData("assert tcpi_snd_cwnd == 10, tcpi_snd_cwnd")]
    [InlineData("assert (tcpi_options & TCPI_OPT_SYN_DATA) == 0, tcpi_options")]
    [InlineData("assert 15000 <= tcpi_rtt <= 25000, 'rtt=%d' % tcpi_rtt")]
    [InlineData("assert tcpi_state == TCP_ESTABLISHED; \\\n  assert tcpi_snd_cwnd > 9;\\\n")]
    [InlineData("\nassert tcpi_snd_cwnd == 10  # A comment; assert False\n\n# Another.\nassert True\n")]
    [InlineData("cwnd = 9; cwnd += 1; assert tcpi_snd_cwnd == cwnd")]
    [InlineData("TCP_INFINITE_SSTHRESH = 5; assert TCP_INFINITE_SSTHRESH == 5")]
    [InlineData("assert tcpi_snd_cwnd in (1,\n  10)\nassert 3 not in [1, 2]")]
    public void Assertion_holds(string code) => Holds(code);

    [Theory]
    [InlineData("2 + 3 * 4", "14")]
    [InlineData("-2 ** 2", "-4")]
    [InlineData("2 ** 3 ** 2", "512")]
    [InlineData("2 ** -1", "0.5")]
    [InlineData("7 / 2", "3.5")]
    [InlineData("4 / 2", "2.0")]
    [InlineData("-7 // 2", "-4")]
    [InlineData("-7 % 3", "2")]
    [InlineData("7.5 // 2", "3.0")]
    [InlineData("1 << 4 | 3 & 2 ^ 1", "19")]
    [InlineData("~5 >> 1", "-3")]
    [InlineData("0xff - 0x0f", "240")]
    [InlineData("18446744073709551615 + 1", "18446744073709551616")]
    [InlineData("1 < 2 < 3 != 4", "True")]
    [InlineData("1 < 3 < 2", "False")]
    [InlineData("not 1 == 2 and 0 or 'x'", "x")]
    [InlineData("'a' if 0 else 'b'", "b")]
    [InlineData("1 / 0 if False else 'lazy'", "lazy")]
    [InlineData("False and 1 / 0", "False")]
    [InlineData("abs(-3), min(2, 1), max([1, 2.5]), len('abc'), round(2.5), round(2.456, 2)", "3 1 2.5 3 2 2.46")]
    [InlineData("int('12') + int(3.9) + int(True), float('1.5'), str(1) + 'a'", "16 1.5 1a")]
    [InlineData("(1, 'a', None), (1,), [True, ()]", "(1, 'a', None) (1,) [True, ()]")]
    [InlineData("'ab' * 2 + \"'\"", "abab'")]
    [InlineData("'b' in 'abc', (1, 2) < (1, 3), 1 == 1.0, '1' == 1", "True True True False")]
    [InlineData("1e3, 1e16, .5, 1e15, 0.00001, -1.5e16", "1000.0 1e+16 0.5 1000000000000000.0 1e-05 -1.5e+16")]
    [InlineData("'%d|%5d|%-5d|%05d|%+d' % (1, 2, 3, -4, 5)", "1|    2|3    |-0004|+5")]
    [InlineData("'%s %r %x %X %#x %o' % ('a', 'a', 255, 255, 255, 8)", "a 'a' ff FF 0xff 10")]
    [InlineData("'%f %.2f %8.3f %e %g %g %%' % (1.5, 2.345, 3, 12345.678, 0.0001, 1e10)", "1.500000 2.35    3.000 1.234568e+04 0.0001 1e+10 %")]
    [InlineData("'adjacent' ' strings'", "adjacent strings")]
    [InlineData("f'a{1 + 1}b{(3)}{{}}' + f\"{'x'},{1, 2}\" + f''", "a2b3{}x,(1, 2)")]
    [InlineData("[1, 2, 3][0], (4, 5)[-1], 'abc'[1], [[1], [2]][1][0]", "1 5 b 2")]
    [InlineData("None is None, 1 is None, 0 is not None, True is True, (1 < 2) is not False", "True False True True True")]
    [InlineData("True + True, -True", "2 -1")]
    public void Expression_prints_as_in_Python(string expression, string printed)
    {
        Assert.Equal([printed], Run($"print({expression})").Printed);
        Assert.Equal([printed], Run($"print {expression}").Printed);
    }

    [Fact]
    public void Print_makes_a_line_each()
    {
        var outcome = Run("print(tcpi_snd_cwnd); print()\nprint\nprint 'a', 1; assert False; print('never')");

        Assert.Equal(["10", "", "", "a 1"], outcome.Printed);
        Assert.Equal(7, outcome.Failure!.Line);
    }

    [Fact]
    public void Later_block_sees_what_an_earlier_one_assigned()
    {
        Holds("cwnd = tcpi_snd_cwnd");
        _scope.Set("tcpi_snd_cwnd", 20);
        Holds("cwnd += 10; assert tcpi_snd_cwnd == cwnd, tcpi_snd_cwnd");
    }

    [Fact]
    public void Failed_assertion_has_line_text_and_message()
    {
        var failure = Fails("\nassert True\nassert tcpi_snd_cwnd == 11, 'cwnd=%d' % tcpi_snd_cwnd");

        Assert.Equal(new CodeFailure(7, "assert tcpi_snd_cwnd == 11", "cwnd=10"), failure);
        Assert.Equal("line 7: 'assert tcpi_snd_cwnd == 11' failed: cwnd=10", failure.ToString());
        Assert.Equal("", Fails("assert 0").Message);
    }

    [Theory]
    [InlineData("a = 1 / 0", "ZeroDivisionError: division by zero")]
    [InlineData("a = 1 % 0", "ZeroDivisionError: integer division or modulo by zero")]
    [InlineData("assert cwnd == 1", "NameError: name 'cwnd' is not defined")]
    [InlineData("a = 1 + 'a'", "TypeError: unsupported operand type(s) for +: 'int' and 'str'")]
    [InlineData("a = 1 < 'a'", "TypeError: '<' not supported between instances of 'int' and 'str'")]
    [InlineData("a = '%d %d' % 1", "TypeError: not enough arguments for format string")]
    [InlineData("a = '%d' % 'x'", "TypeError: %d format: a number is required, not str")]
    [InlineData("a = 1 << -1", "ValueError: negative shift count")]
    [InlineData("a = int('x')", "ValueError: invalid literal for int() with base 10: 'x'")]
    [InlineData("a = [1][1]", "IndexError: list index out of range")]
    [InlineData("a = 1[0]", "TypeError: 'int' object is not subscriptable")]
    [InlineData("a = 'abc'['a']", "TypeError: str indices must be integers, not str")]
    [InlineData("a = len(1)", "TypeError: len() does not take (int)")]
    public void Error_of_the_code_is_a_failure(string code, string message) => Assert.Equal(message, Fails(code).Message);

    [Theory]
    [InlineData("import os", "'import' is not supported here")]
    [InlineData("if tcpi_rtt > 1:\n  assert False", "'if' is not supported here")]
    [InlineData("for i in range(3): print(i)", "'for' is not supported here")]
    [InlineData("a = [1, 2][0:1]", "':' is not supported here")]
    [InlineData("a = f'{1:d}'", "':' is not supported here")]
    [InlineData("a = f'{1'", "a { without its } in a formatted string is not supported")]
    [InlineData("a = 1 is 1", "'is' with neither None, True nor False is not supported")]
    [InlineData("a.b = 1", "'.' is not supported here")]
    [InlineData("a = open('x')", "the function open() is not supported")]
    [InlineData("assert tcpi_never_heard_of == 1", "'tcpi_never_heard_of' is not supported")]
    [InlineData("a = '''b'''", "a string in three quotes is not supported")]
    [InlineData("a = 1.2.3", "the number 1.2.3 is not supported")]
    [InlineData("a = 2 ** 1000", "an integer of more than 128 bits is not supported")]
    [InlineData("a = 1 << 1000000000", "an integer of more than 128 bits is not supported")]
    [InlineData("a = 'x' * 1000000000", "a string or list of more than 65536 is not supported")]
    [InlineData("a = '%1000000000d' % 1", "a field's width or precision above 1000 is not supported")]
    public void What_is_missing_is_told(string code, string sentence)
    {
        var missing = Assert.Throws<CodeException>(() => Run(code));

        Assert.Equal((5, sentence), (missing.Line, missing.Sentence));
    }

    [Fact]
    public void Depth_and_size_are_limited()
    {
        Assert.Throws<CodeException>(() => Run("a = " + new string('(', 10_000)));
        Assert.Throws<CodeException>(() => Run("a = " + string.Join('+', Enumerable.Repeat("1", 10_000))));
        Assert.Throws<CodeException>(() => Run("a = " + new string('-', 10_000) + "1"));
        Assert.Throws<CodeException>(() => Run("a = 'x' * 60000\n" + string.Concat(Enumerable.Repeat("a += a\n", 30))));
        Assert.Throws<CodeException>(() => Run("a = (1, 2)\n" + string.Concat(Enumerable.Repeat("a = (a, a)\n", 40)) + "print(a)"));
        Assert.Throws<CodeException>(() => Run("a = (1,)\n" + string.Concat(Enumerable.Repeat("a = (a,)\n", 10_000)) + "print(a)"));
    }

    [Fact]
    public void Any_code_runs_fails_or_is_not_supported()
    {
        string[] pieces =
        [
            "assert", "print", "a", "=", "+=", "==", "<", "in", "not", "and", "or", "if", "else", "(", ")", "[", "]", ",", ";", "\n", "\\\n", "#",
            "1", "0", "2.5", "0xff", "'%d'", "'x'", "%", "*", "**", "//", "/", "-", "~", "<<", ">>", "&", "abs", "max", "round", "int", "None", "\"", "9999999999999",
        ];
        var gen = from chosen in Gen.ArrayOf(Gen.Elements(pieces)) select string.Join(' ', chosen);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(gen.ToArbitrary(), code =>
        {
            try
            {
                CodeEvaluator.Run(code, 1, new CodeScope());
            }
            catch (CodeException missing)
            {
                Assert.NotEmpty(missing.Sentence);
            }
        }));
    }
}

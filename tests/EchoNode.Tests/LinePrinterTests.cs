using ActorTcp.Apps.EchoNode.Output;

namespace EchoNode.Tests;

public sealed class LinePrinterTests
{
    [Fact]
    public void Lines_come_out_in_their_order_also_those_from_before_the_start()
    {
        var written = new List<object>();
        var printer = new LinePrinter(written.Add, () => { });
        printer.Print("one");
        printer.Print("two");

        printer.Start();
        printer.Print("three");
        printer.Dispose();

        Assert.Equal(["one", "two", "three"], written);
    }

    [Fact]
    public void Too_many_lines_are_left_out_and_counted()
    {
        var written = new List<object>();
        var printer = new LinePrinter(written.Add, () => { });
        for (int i = 0; i < 5000; i++) printer.Print("line");

        printer.Start();
        printer.Dispose();

        Assert.Equal(4097, written.Count);
        Assert.Equal("… 904 lines left out: too many to print", written[^1]);
    }
}

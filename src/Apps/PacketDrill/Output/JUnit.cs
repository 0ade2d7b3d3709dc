using System.Globalization;
using System.Xml.Linq;
using ActorTcp.Packetdrill.Running;

namespace ActorTcp.Apps.PacketDrill.Output;

/// <summary>Results as JUnit's XML, for those who collect them.</summary>
internal static class JUnit
{
    public static void Write(IReadOnlyList<ScriptResult> results, string path)
    {
        var suite = new XElement(
            "testsuite",
            new XAttribute("name", "packetdrill"),
            new XAttribute("tests", results.Count),
            new XAttribute("failures", results.Count(each => each.Outcome == Outcome.Failed)),
            new XAttribute("skipped", results.Count(each => each.Outcome == Outcome.Skipped)),
            new XAttribute("time", Seconds(TimeSpan.FromTicks(results.Sum(each => each.Duration.Ticks)))),
            results.Select(Case));
        new XDocument(new XElement("testsuites", suite)).Save(path);
    }

    private static XElement Case(ScriptResult result)
    {
        string directory = Path.GetDirectoryName(result.Path) ?? "";
        var element = new XElement(
            "testcase",
            new XAttribute("classname", directory.Length == 0 ? "packetdrill" : directory),
            new XAttribute("name", Path.GetFileName(result.Path)),
            new XAttribute("time", Seconds(result.Duration)));
        string first = result.Message.Split('\n')[0];
        if (result.Outcome == Outcome.Failed) element.Add(new XElement("failure", new XAttribute("message", first), result.Message));
        if (result.Outcome == Outcome.Skipped) element.Add(new XElement("skipped", new XAttribute("message", first)));
        return element;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
}

using System.Net;
using System.Text.RegularExpressions;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Packetdrill.Code;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Packetdrill.Running;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>
/// What a script's code asks of the stack that the stack does not measure. packetdrill's own Python would read it as 0.
/// </summary>
internal static partial class CodeRequirements
{
    /// <exception cref="ScriptSkipException">There is something.</exception>
    public static void Check(Script script)
    {
        var nobody = new IPEndPoint(IPAddress.Any, 0);
        var scope = new CodeScope();
        TcpInfoFields.Set(new TcpInfo { Local = nobody, Remote = nobody, State = TcpState.Closed }, scope);
        foreach (CodeEvent code in script.Events.OfType<CodeEvent>())
        {
            foreach (Match name in Measured().Matches(code.Text))
            {
                try
                {
                    scope.Get(name.Value, code.Line);
                }
                catch (CodeException lacking)
                {
                    throw new ScriptSkipException($"needs code that is not supported: {lacking.Message}", lacking);
                }
            }
        }
    }

    [GeneratedRegex(@"\b(tcpi|bbr|dctcp|tcpv)_\w+")]
    private static partial Regex Measured();
}

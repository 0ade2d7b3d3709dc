using ActorTcp.Apps.Netstat;

// Whole lines go out in large pieces: a table may have tens of thousands.
await using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 64 * 1024);
return await NetstatCommand.InvokeAsync(args, output);

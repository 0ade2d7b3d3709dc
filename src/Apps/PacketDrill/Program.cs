using ActorTcp.Apps.PacketDrill;

return await PacketDrillCommand.InvokeAsync(args, Console.Out, Console.Error);

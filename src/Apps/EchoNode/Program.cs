using ActorTcp.Apps.EchoNode.Options;

return await EchoNodeCommand.InvokeAsync(args);

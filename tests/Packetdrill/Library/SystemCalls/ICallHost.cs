using ActorTcp.Api;
using ActorTcp.Loop;
using ActorTcp.Packetdrill.Running;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>Where system calls are made.</summary>
internal interface ICallHost
{
    RunnerSettings Settings { get; }

    StackHandle Stack { get; }

    VirtualEventLoop Loop { get; }

    Descriptors Descriptors { get; }
}

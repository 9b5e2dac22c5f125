using Ringspun.Tcp.Tests.Reference;

namespace Ringspun.Tcp.Tests.Histories;

/// <summary>What the steps of a history that are an application's mean now.</summary>
internal static class Calls
{
    /// <summary>The call; null for a step that means nothing now, or is none.</summary>
    public static StackInput? Of(HistoryStep step, Setting setting, Twin twin, IpAddress peer, ushort peerPort)
    {
        TcpSettings Behaviour(int number) => setting.Behaviours[number % setting.Behaviours.Length];
        int Listener(int number) => twin.Reference.LastListener == 0 ? 0 : 1 + (number % twin.Reference.LastListener);
        int[] handles = [.. twin.Handles];
        int Handle(int who) => handles.Length == 0 ? 0 : handles[who % handles.Length];
        IpAddress any = setting.Ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4;
        return step switch
        {
            // The port tells whether for one address or for all.
            HistoryStep.Listen listen => new StackInput.Listen(
                new Endpoint(listen.Port % 2 == 0 ? twin.Reference.Options.Addresses[0].Address : any, (ushort)listen.Port),
                listen.Backlog,
                Behaviour(listen.Behaviour)),
            HistoryStep.Accept accept => new StackInput.Accept(Listener(accept.Listener)),
            HistoryStep.CloseListener close => new StackInput.CloseListener(Listener(close.Listener)),
            HistoryStep.Connect connect => new StackInput.Connect(
                new Endpoint(Beside(peer, connect.Peer % 3), (ushort)(peerPort + (connect.Peer / 3))),
                Behaviour(connect.Behaviour),
                new Endpoint(default, (ushort)connect.Port)),
            HistoryStep.Write write => new StackInput.Send(Handle(write.Who), [.. Enumerable.Range(0, write.Count).Select(i => (byte)(i * 7))]),
            HistoryStep.Read read => new StackInput.Receive(Handle(read.Who), read.Count),
            HistoryStep.Shutdown shutdown => new StackInput.Shutdown(Handle(shutdown.Who)),
            HistoryStep.Close close => new StackInput.Close(Handle(close.Who)),
            HistoryStep.Abort abort => new StackInput.Abort(Handle(abort.Who)),
            HistoryStep.Configure configure => new StackInput.Configure(Handle(configure.Who), Behaviour(configure.Behaviour)),
            _ => null,
        };
    }

    private static IpAddress Beside(IpAddress address, int distance) =>
        address.IsIpv4 ? new IpAddress(address.Ipv4 + (uint)distance) : new IpAddress(address.High, address.Low + (ulong)distance);
}

namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>A host's side of a connection.</summary>
internal sealed record Party(Host Host, Transfer Transfer)
{
    /// <summary>Begins to transfer. What is sent depends on who sends it to whom, so that bytes of another connection are noticed.</summary>
    public static Party Begin(Host host, ConnectionId id, int length)
    {
        Assert.Equal(StackError.None, host.Stack.GetInfo(id, out ConnectionInfo info));
        return new Party(host, new Transfer(host.Stack, id, Key(info.Local), length, Key(info.Remote)));
    }

    private static int Key(Endpoint sender) => (int)((uint)sender.Address.Low * 97) + sender.Port;
}

using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.FastOpen;
using Ringspun.Tcp.Listening;
using Ringspun.Tcp.Segments;

namespace Ringspun.Tcp;

/// <content>Data in the SYN (RFC 7413).</content>
public sealed partial class Stack
{
    internal FastOpenKeys FastOpenKeys { get; }

    internal FastOpenCache FastOpenCache { get; }

    /// <summary>
    /// Begins to connect with data at hand: the same as <see cref="Connect(long, Endpoint, out ConnectionId, TcpSettings?, Endpoint)"/> and
    /// <see cref="Send(long, ConnectionId, ReadOnlySpan{byte}, out int)"/>, before the SYN can have gone.
    /// </summary>
    /// <remarks>
    /// With <see cref="TcpSettings.FastOpen"/> and a cookie from an earlier connection, the data travels with the SYN. It may then reach the server's
    /// application twice in rare cases (RFC 7413 section 2.1): only for requests that may be repeated. Whatever happens to the SYN, all data
    /// arrives in order, once per connection.
    /// </remarks>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="remote">The address and port to connect to.</param>
    /// <param name="data">The first bytes to send; they are copied.</param>
    /// <param name="id">The connection, when the result is <see cref="StackError.None"/>.</param>
    /// <param name="taken">How many bytes were taken.</param>
    /// <param name="settings">How it behaves; null for the stack's default.</param>
    /// <param name="local">The address to speak from, and the port; unspecified and 0 for those that the stack chooses.</param>
    public StackError Connect(
        long now, Endpoint remote, ReadOnlySpan<byte> data, out ConnectionId id, out int taken, TcpSettings? settings = null, Endpoint local = default)
    {
        taken = 0;
        StackError error = Connect(now, remote, out id, settings, local);
        if (error == StackError.None)
        {
            // For want of memory fewer are taken, or none: that is no reason not to connect.
            Send(now, id, data, out taken);
        }

        return error;
    }

    /// <summary>
    /// Makes Fast Open cookies with another key from now on (RFC 7413 section 4.1.2). Cookies of the key before are still taken, and replaced; older ones are not.
    /// </summary>
    /// <param name="key">What nobody outside may know. The first key is made of the stack's secret.</param>
    public void RotateFastOpenKey(StackSecret key) => FastOpenKeys.Rotate(key);

    /// <summary>Data of a SYN was taken: the connection waits to be accepted while its handshake goes on.</summary>
    internal void OnOpenedEarly(TcpBlock block, Listener listener)
    {
        listener.Enqueue(Blocks, block);
        Tell(block, ConnectionEvents.Readable);
        Announce(listener);
    }

    /// <summary>The handshake of a connection that is open already is complete.</summary>
    private void ConfirmEarly(TcpBlock block)
    {
        block.FastOpenPending!.Confirm();
        block.FastOpenPending = null;
        Counters.Count(StackCounter.PassiveOpens);
        if (ReceiveWindow.IsUpdateDue(this, block))
        {
            // What was read meanwhile could not be told of.
            block.Set(BlockFlags.AckNow);
            MakeReady(block);
        }
    }

    private static void DropEarly(TcpBlock block)
    {
        block.FastOpenPending?.Drop(block.FastOpenUntil);
        block.FastOpenPending = null;
    }
}

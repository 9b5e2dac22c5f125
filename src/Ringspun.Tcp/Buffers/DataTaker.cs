namespace Ringspun.Tcp.Buffers;

/// <summary>Takes data that has just come in order, for an application that waits for it with memory of its own: it is copied once then, not twice.</summary>
/// <param name="id">The connection. Nothing of it waits to be read.</param>
/// <param name="data">The data, valid during the call.</param>
/// <returns>True: it was copied, all of it, and counts as read. False: it waits to be read.</returns>
/// <remarks>Called in the midst of the stack's work: it must not call the stack. An event follows as for data that waits.</remarks>
public delegate bool DataTaker(ConnectionId id, ReadOnlySpan<byte> data);

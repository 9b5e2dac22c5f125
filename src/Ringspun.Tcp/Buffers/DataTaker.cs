namespace Ringspun.Tcp.Buffers;

/// <summary>
/// Takes data that has just come in order, for an application that waits for it: it is copied once then, into the application's memory, not twice; or not at all,
/// if the packet's memory can be kept.
/// </summary>
/// <param name="id">The connection. Nothing of it waits to be read.</param>
/// <param name="data">The data, where it lies in the packet; valid during the call, unless whoever owns the packet's memory leaves it longer.</param>
/// <returns>True: all of it was taken, and counts as read. False: it waits to be read.</returns>
/// <remarks>Called in the midst of the stack's work: it must not call the stack. An event follows as for data that waits.</remarks>
public delegate bool DataTaker(ConnectionId id, ReadOnlySpan<byte> data);

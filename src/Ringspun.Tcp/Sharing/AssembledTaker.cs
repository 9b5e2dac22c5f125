namespace Ringspun.Tcp.Sharing;

/// <summary>Is asked by a stack that shares its addresses with others about a datagram that it has put together of fragments.</summary>
/// <param name="datagram">The datagram.</param>
/// <returns>Whether it was taken for another stack; false: it is the stack's own that asks, or nobody's, and is answered as such.</returns>
public delegate bool AssembledTaker(in AssembledDatagram datagram);

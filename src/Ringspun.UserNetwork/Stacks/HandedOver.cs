using Ringspun.Tcp;

namespace Ringspun.UserLevel;

/// <summary>A packet on its way from the loop that got it to the one that it is for.</summary>
/// <param name="Bytes">Memory of the shared pool that begins with the packet; the receiver gives it back.</param>
/// <param name="Length">The packet's length.</param>
/// <param name="Hints">What the link knew of it.</param>
/// <param name="Visited">How many loops have been asked whether it is theirs.</param>
/// <param name="IsAssembled">Whether it was put together of fragments: then it is an IP packet, whatever the link carries.</param>
internal readonly record struct HandedOver(byte[] Bytes, int Length, ReceiveHints Hints, int Visited, bool IsAssembled = false);

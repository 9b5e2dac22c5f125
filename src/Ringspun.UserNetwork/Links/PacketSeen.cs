namespace Ringspun.UserLevel;

/// <summary>Is told of a packet that passes.</summary>
/// <param name="isSent">Whether it goes out.</param>
/// <param name="packet">The packet; valid during the call.</param>
internal delegate void PacketSeen(bool isSent, ReadOnlySpan<byte> packet);

namespace Ringspun;

/// <summary>A datagram that has been received.</summary>
/// <param name="Length">The bytes that are in the buffer.</param>
/// <param name="FullLength">The bytes that the datagram had; more than <paramref name="Length"/> where the buffer was too small for it.</param>
/// <param name="Peer">Who sent it.</param>
public readonly record struct Datagram(int Length, int FullLength, PeerAddress Peer)
{
    /// <summary>Whether the buffer was too small; the rest is lost.</summary>
    public bool IsTruncated => FullLength > Length;
}

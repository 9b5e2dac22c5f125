namespace Ringspun.Tcp.Retransmission;

/// <summary>What is known of a stretch that was sent and is not acknowledged.</summary>
[Flags]
internal enum SentFlags : byte
{
    None = 0,

    /// <summary>The receiver has it, by a SACK block.</summary>
    Sacked = 1,

    /// <summary>Its last transmission but, when <see cref="Retransmitted"/> is set, the one in flight is taken for lost.</summary>
    Lost = 2,

    /// <summary>A retransmission is in flight.</summary>
    Retransmitted = 4,

    /// <summary>It was sent more than once, so that an acknowledgment does not say which one arrived (Karn's algorithm).</summary>
    EverRetransmitted = 8,
}

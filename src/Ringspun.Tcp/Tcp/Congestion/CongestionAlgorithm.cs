namespace Ringspun.Tcp;

/// <summary>How the congestion window grows and shrinks.</summary>
public enum CongestionAlgorithm : byte
{
    /// <summary>CUBIC (RFC 9438) with HyStart++ (RFC 9406).</summary>
    Cubic,

    /// <summary>NewReno (RFC 5681, RFC 6582) with HyStart++ (RFC 9406).</summary>
    NewReno,
}

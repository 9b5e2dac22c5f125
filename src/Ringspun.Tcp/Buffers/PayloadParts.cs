namespace Ringspun.Tcp.Buffers;

/// <summary>
/// The data of a packet that was left where it lies instead of being written behind the headers: for devices that gather. It is valid until the stack
/// is called again.
/// </summary>
public sealed class PayloadParts
{
    /// <summary>The most places that a packet is gathered from.</summary>
    public const int Capacity = 16;

    /// <summary>Data shorter than this is always written behind the headers: copying it costs less than gathering.</summary>
    internal const int LeastData = 2048;

    private readonly PayloadPart[] _parts = new PayloadPart[Capacity];
    private int _count;

    /// <summary>The parts, in their order; none when the data stands behind the headers.</summary>
    public ReadOnlySpan<PayloadPart> Parts => _parts.AsSpan(0, _count);

    /// <summary>The bytes of all parts.</summary>
    public int Length { get; private set; }

    /// <summary>Writes the data behind the headers after all, and leaves no parts.</summary>
    /// <param name="packet">The whole packet: the headers, and room for the data.</param>
    public void CopyTo(Span<byte> packet)
    {
        Span<byte> rest = packet[^Length..];
        foreach (ref readonly PayloadPart part in Parts)
        {
            part.Span.CopyTo(rest);
            rest = rest[part.Length..];
        }

        Clear();
    }

    /// <summary>Leaves no parts.</summary>
    public void Clear()
    {
        // What they point to is held by the connection, not by them.
        _count = 0;
        Length = 0;
    }

    /// <returns>False: there are too many, or its memory may move.</returns>
    internal bool TryAdd(in PayloadPart part)
    {
        if (_count == Capacity || part.Buffer.Address == 0)
        {
            return false;
        }

        _parts[_count++] = part;
        Length += part.Length;
        return true;
    }
}

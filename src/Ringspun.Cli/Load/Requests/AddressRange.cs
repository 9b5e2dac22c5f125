using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ringspun.Cli.Load.Requests;

/// <summary>Addresses of one family that follow each other: <c>127.0.0.1</c> alone, or <c>127.0.0.1-127.0.0.20</c>.</summary>
/// <remarks>Each source address has its own ports: some 28,000 connections to one server, with the kernel's usual settings.</remarks>
internal sealed class AddressRange
{
    internal const int MostAddresses = 65_536;

    private readonly UInt128 _first;
    private readonly bool _isV6;

    private AddressRange(UInt128 first, int count, bool isV6)
    {
        _first = first;
        Count = count;
        _isV6 = isV6;
    }

    /// <summary>How many addresses, at least one.</summary>
    public int Count { get; }

    public AddressFamily Family => _isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    /// <summary>An address, counted from 0.</summary>
    public IPAddress this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, _first + (UInt128)index);
            return new IPAddress(_isV6 ? bytes : bytes[12..]);
        }
    }

    public static bool TryRead(string text, out AddressRange value, out string expected)
    {
        value = null!;
        expected = "an address or a range of them, such as 127.0.0.1-127.0.0.20";
        string[] ends = text.Split('-');
        if (ends.Length > 2 || !TryReadAddress(ends[0], out UInt128 first, out bool isV6) || !TryReadAddress(ends[^1], out UInt128 last, out bool lastIsV6))
        {
            return false;
        }

        if (isV6 != lastIsV6 || last < first)
        {
            expected = "a range from a lower to a higher address of the same family";
            return false;
        }

        if (last - first >= MostAddresses)
        {
            expected = string.Create(CultureInfo.InvariantCulture, $"a range of at most {MostAddresses} addresses");
            return false;
        }

        value = new AddressRange(first, (int)(last - first) + 1, isV6);
        return true;
    }

    public override string ToString() => Count == 1 ? this[0].ToString() : $"{this[0]}-{this[Count - 1]}";

    private static bool TryReadAddress(string text, out UInt128 number, out bool isV6)
    {
        number = 0;
        isV6 = false;

        // "1" and "127.1" are addresses to the C library and mistakes to everybody else; a scope would be lost.
        if (!IPAddress.TryParse(text.Trim(), out IPAddress? address)
            || (address.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') != 3)
            || text.Contains('%', StringComparison.Ordinal) || text.Contains('[', StringComparison.Ordinal))
        {
            return false;
        }

        isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(isV6 ? bytes : bytes[12..], out _);
        number = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return true;
    }
}

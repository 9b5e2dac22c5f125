using System.Buffers.Binary;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Checksums;

/// <summary>The vector sums equal RFC 1071's own loop, whatever the length and the alignment.</summary>
public class InternetChecksumTests
{
    [Fact]
    public void The_example_of_the_rfc() =>
        Assert.Equal(0x220D, InternetChecksum.Finish(InternetChecksum.Add([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7])));

    [Fact]
    public void Vector_and_scalar_agree_over_all_lengths_and_alignments() => Seeded.Each(2, random =>
    {
        byte[] bytes = Arbitrary.Bytes(random, 1600 + 64);
        for (int length = 0; length <= 1600; length++)
        {
            // Every alignment for the lengths at which paths change, a few for the others.
            for (int offset = 0; offset < 64; offset += length < 300 ? 1 : 13)
            {
                ReadOnlySpan<byte> part = bytes.AsSpan(offset, length);
                ushort expected = Reference(part);
                Assert.Equal(expected, InternetChecksum.Finish(InternetChecksum.Add(part)));
                Assert.Equal(expected, InternetChecksum.Finish(InternetChecksum.AddScalar(part)));
            }
        }
    });

    [Fact]
    public void Long_and_extreme_input_does_not_overflow()
    {
        byte[] ones = new byte[1 << 20];
        Array.Fill(ones, (byte)0xFF);
        Assert.Equal(Reference(ones), InternetChecksum.Finish(InternetChecksum.Add(ones)));
        Assert.Equal(Reference(ones), InternetChecksum.Finish(InternetChecksum.AddScalar(ones)));
        Assert.Equal(Reference(new byte[1 << 20]), InternetChecksum.Finish(InternetChecksum.Add(new byte[1 << 20])));
    }

    [Fact]
    public void Copying_sums_and_copies_exactly() => Seeded.Each(3, random =>
    {
        byte[] source = Arbitrary.Bytes(random, 600 + 64);
        byte[] destination = new byte[600 + 128];
        for (int length = 0; length <= 600; length++)
        {
            int from = random.Next(64);
            int to = random.Next(64);
            Array.Fill(destination, (byte)0xA5);
            ReadOnlySpan<byte> part = source.AsSpan(from, length);
            ulong sum = InternetChecksum.CopyAndAdd(part, destination.AsSpan(to, length));
            Assert.Equal(Reference(part), InternetChecksum.Finish(sum));
            Assert.True(part.SequenceEqual(destination.AsSpan(to, length)));
            Assert.DoesNotContain(destination[..to], static b => b != 0xA5);
            Assert.DoesNotContain(destination[(to + length)..], static b => b != 0xA5);
        }
    });

    [Fact]
    public void Copying_into_too_little_room_is_refused() =>
        Assert.Throws<ArgumentException>(static () => InternetChecksum.CopyAndAdd(new byte[9], new byte[8]));

    [Fact]
    public void Sums_of_parts_are_the_sum_of_the_whole_also_at_odd_offsets() => Seeded.Each(2000, random =>
    {
        byte[] bytes = Arbitrary.Bytes(random, random.Next(400));
        int cut = random.Next(bytes.Length + 1);
        ulong first = InternetChecksum.Add(bytes.AsSpan(0, cut));
        ulong second = InternetChecksum.Add(bytes.AsSpan(cut));
        ulong whole = InternetChecksum.Plus(first, (cut & 1) == 0 ? second : InternetChecksum.Swap(second));
        Assert.Equal(Reference(bytes), InternetChecksum.Finish(whole));
    });

    [Fact]
    public void An_update_is_what_a_new_sum_would_be() => Seeded.Each(5000, random =>
    {
        byte[] bytes = Arbitrary.Bytes(random, 40);
        if (random.Next(4) == 0)
        {
            Array.Clear(bytes, 4, 36);
        }

        // A header is never all zeros, which alone has two sums (RFC 1624 section 3).
        bytes[0] = 0x45;
        ushort before = Reference(bytes);
        int at = 2 * random.Next(1, 18);
        uint old = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
        uint changed = random.Next(3) switch { 0 => 0, 1 => uint.MaxValue, _ => Arbitrary.Number(random) };
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), changed);
        Assert.Equal(Reference(bytes), InternetChecksum.Update(before, old, changed));
    });

    [Fact]
    public void The_update_of_a_checksum_of_zero_is_rfc_1624s()
    {
        // RFC 1624 section 4: HC = 0xDD2F, m = 0x5555, m' = 0x3285 gives 0x0000, where RFC 1141's equation gave 0xFFFF.
        Assert.Equal(0x0000, InternetChecksum.Update(0xDD2F, (ushort)0x5555, 0x3285));
    }

    [Fact]
    public void The_pseudo_header_is_what_the_rfcs_write_out() => Seeded.Each(500, random =>
    {
        bool v4 = Arbitrary.Coin(random);
        IpAddress source = v4 ? Arbitrary.Ipv4(random) : Arbitrary.Ipv6(random);
        IpAddress destination = v4 ? Arbitrary.Ipv4(random) : Arbitrary.Ipv6(random);
        int length = random.Next(65536);
        byte[] written = new byte[v4 ? 12 : 40];
        int at = source.Write(written);
        at += destination.Write(written.AsSpan(at));
        if (v4)
        {
            written[9] = (byte)IpProtocol.Tcp;
            BinaryPrimitives.WriteUInt16BigEndian(written.AsSpan(10), (ushort)length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(written.AsSpan(at), (uint)length);
            written[39] = (byte)IpProtocol.Tcp;
        }

        Assert.Equal(Reference(written), InternetChecksum.Finish(PseudoHeader.Sum(source, destination, IpProtocol.Tcp, length)));
    });

    /// <summary>RFC 1071 section 4.1, word for word.</summary>
    internal static ushort Reference(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        for (int i = 0; i + 1 < bytes.Length; i += 2)
        {
            sum += (ulong)(bytes[i] << 8 | bytes[i + 1]);
        }

        if ((bytes.Length & 1) != 0)
        {
            sum += (ulong)bytes[^1] << 8;
        }

        while (sum >> 16 != 0)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}

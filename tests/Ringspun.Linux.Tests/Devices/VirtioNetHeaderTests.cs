using Ringspun.Linux.Devices;
using Ringspun.Tcp.Tests.Support;
using Ringspun.Tests.Shared;

namespace Ringspun.Linux.Tests.Devices;

public sealed class VirtioNetHeaderTests
{
    private static readonly VirtioNetHeader Full = VirtioNetHeader.Segmented(VirtioNetSegmentation.Tcp4, 1448, 52, 20, 16) with { HasEcn = true };

    [Fact]
    public void Fields_are_where_virtio_net_h_has_them()
    {
        byte[] bytes = new byte[VirtioNetHeader.Length + 100];
        Full.Write(bytes);
        Assert.Equal([1, 0x81, 52, 0, 0xa8, 5, 20, 0, 16, 0], bytes[..VirtioNetHeader.Length]);
        Assert.Equal(VirtioNetRefusal.None, VirtioNetHeader.Read(bytes, out VirtioNetHeader read));
        Assert.Equal(Full, read);
    }

    [Fact]
    public void The_default_value_is_ten_zeros()
    {
        byte[] bytes = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        default(VirtioNetHeader).Write(bytes);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff], bytes);
        Assert.Equal(VirtioNetRefusal.None, default(VirtioNetHeader).Check(0));
    }

    [Fact]
    public void A_partial_checksum_is_one_to_be_trusted()
    {
        var partial = VirtioNetHeader.Partial(20, 16);
        Assert.True(partial.NeedsChecksum);
        Assert.True(partial.IsChecksumTrusted);
        VirtioNetHeader verified = new() { Flags = VirtioNetFlags.DataValid };
        Assert.False(verified.NeedsChecksum);
        Assert.True(verified.IsChecksumTrusted);
        Assert.False(default(VirtioNetHeader).IsChecksumTrusted);
    }

    public static TheoryData<VirtioNetHeader, int, VirtioNetRefusal> Refused => new()
    {
        { new() { Segmentation = (VirtioNetSegmentation)2 }, 100, VirtioNetRefusal.Segmentation },
        { new() { Segmentation = (VirtioNetSegmentation)3, SegmentSize = 1 }, 100, VirtioNetRefusal.Segmentation },
        { new() { HasEcn = true }, 100, VirtioNetRefusal.Segmentation },
        { new() { HasEcn = true, Segmentation = VirtioNetSegmentation.Udp, SegmentSize = 1 }, 100, VirtioNetRefusal.Segmentation },
        { new() { Segmentation = VirtioNetSegmentation.Tcp6 }, 100, VirtioNetRefusal.SegmentSize },
        { new() { HeaderLength = 101 }, 100, VirtioNetRefusal.HeaderLength },
        { VirtioNetHeader.Partial(83, 16), 100, VirtioNetRefusal.Checksum },
        { VirtioNetHeader.Partial(ushort.MaxValue, ushort.MaxValue), 100, VirtioNetRefusal.Checksum },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_does_not_fit_the_packet_is_refused(VirtioNetHeader header, int length, VirtioNetRefusal refusal)
    {
        Assert.Equal(refusal, header.Check(length));
        byte[] bytes = new byte[VirtioNetHeader.Length + length];
        header.Write(bytes);
        Assert.Equal(refusal, VirtioNetHeader.Read(bytes, out VirtioNetHeader read));
        Assert.Equal(default, read);
    }

    [Fact]
    public void A_checksum_may_be_the_last_thing_in_a_packet() =>
        Assert.Equal(VirtioNetRefusal.None, VirtioNetHeader.Partial(82, 16).Check(100));

    [Fact]
    public void Fewer_bytes_than_a_header_are_refused()
    {
        for (int length = 0; length < VirtioNetHeader.Length; length++)
        {
            Assert.Equal(VirtioNetRefusal.Truncated, VirtioNetHeader.Read(new byte[length], out _));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Full.Write(new byte[VirtioNetHeader.Length - 1]));
    }

    [Fact]
    public void Any_bytes_are_a_header_that_fits_or_are_refused() => Seeded.Each(20, random =>
    {
        byte[] bytes = new byte[64];
        for (int i = 0; i < 2000; i++)
        {
            // Small values are as likely as large ones: otherwise nearly everything is outside of so short a packet.
            random.NextBytes(bytes);
            for (int at = 0; at < VirtioNetHeader.Length; at++)
            {
                bytes[at] &= (byte)(random.Next(2) == 0 ? 0xff : random.Next(16));
            }

            Span<byte> given = bytes.AsSpan(0, random.Next(bytes.Length + 1));
            if (VirtioNetHeader.Read(given, out VirtioNetHeader header) != VirtioNetRefusal.None)
            {
                Assert.Equal(default, header);
                continue;
            }

            int length = given.Length - VirtioNetHeader.Length;
            Assert.InRange(header.HeaderLength, 0, length);
            Assert.True(!header.NeedsChecksum || header.ChecksumStart + header.ChecksumOffset + 2 <= length);
            Assert.True(header.Segmentation == VirtioNetSegmentation.None || header.SegmentSize > 0);
            byte[] written = new byte[VirtioNetHeader.Length];
            header.Write(written);
            Assert.True(given[..VirtioNetHeader.Length].SequenceEqual(written));
        }
    });

    [Fact]
    public void Reading_and_writing_allocate_nothing()
    {
        byte[] bytes = new byte[100];
        Assert.Equal(0, Allocations.OfOneRun(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                Full.Write(bytes);
                _ = VirtioNetHeader.Read(bytes, out _);
            }
        }));
    }
}

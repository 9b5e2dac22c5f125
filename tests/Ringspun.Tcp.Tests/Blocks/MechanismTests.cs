using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Secrets;

namespace Ringspun.Tcp.Tests.Blocks;

/// <summary>Mechanisms alone, against their documents' own figures.</summary>
public class MechanismTests
{
    private const long Millisecond = 1_000_000;

    [Theory]
    [InlineData(0u, 1u, true)]
    [InlineData(uint.MaxValue, 0u, true)]
    [InlineData(0u, uint.MaxValue, false)]
    [InlineData(5u, 5u, false)]
    [InlineData(0u, 0x7FFF_FFFFu, true)]
    [InlineData(0x8000_0001u, 0u, true)]
    public void Sequence_numbers_compare_modulo_2_to_the_32(uint left, uint right, bool less)
    {
        Assert.Equal(less, Sequence.Less(left, right));
        Assert.Equal(less || left == right, Sequence.LessOrEqual(left, right));
        Assert.Equal(!less && left != right, Sequence.Greater(left, right));
        Assert.Equal(!less, Sequence.GreaterOrEqual(left, right));
        Assert.Equal(less ? right : left, Sequence.Max(left, right));
        Assert.Equal(less ? left : right, Sequence.Min(left, right));
    }

    [Fact]
    public void SipHash_gives_the_published_vectors()
    {
        StackSecret secret = new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
        SipHash hash = new(secret);
        Assert.Equal(0x726F_DB47_DD0E_0E31u, hash.Finish());
        hash = new SipHash(secret);
        hash.Add(0x0706_0504_0302_0100);
        Assert.Equal(0x93F5_F579_9A93_2462u, hash.Finish());
    }

    [Fact]
    public void A_secret_has_sixteen_bytes_and_does_not_print_itself()
    {
        Assert.Throws<ArgumentException>(static () => new StackSecret(new byte[15]));
        Assert.Equal("StackSecret", new StackSecret(new byte[16]).ToString());
    }

    [Fact]
    public void The_timeout_follows_rfc_6298()
    {
        TcpSettings settings = new();
        var timeout = RetransmissionTimeout.Initial(settings);
        Assert.Equal(1000 * Millisecond, timeout.Current(settings));
        timeout.Measure(100 * Millisecond, settings, now: 1);
        Assert.Equal((100 * Millisecond, 50 * Millisecond, 300 * Millisecond), (timeout.SmoothedRtt, timeout.Variation, timeout.Current(settings)));
        timeout.Measure(200 * Millisecond, settings, now: 1);
        Assert.Equal((112_500_000, 62_500_000, 362_500_000), (timeout.SmoothedRtt, timeout.Variation, timeout.Current(settings)));
        for (int i = 0; i < 40; i++)
        {
            timeout.BackOff();
        }

        Assert.Equal(settings.MaximumRto, timeout.Current(settings));
        timeout.Measure(160 * Millisecond, settings, now: 2);
        Assert.Equal(353_437_500, timeout.Current(settings));
    }
}

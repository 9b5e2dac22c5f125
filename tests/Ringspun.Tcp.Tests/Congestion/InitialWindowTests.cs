using Ringspun.Tcp.Congestion;

namespace Ringspun.Tcp.Tests.Congestion;

/// <summary>RFC 6928 section 2: min(10 * MSS, max(2 * MSS, 14600)).</summary>
public class InitialWindowTests
{
    [Theory]
    [InlineData(10, 1_460u, 14_600u)]
    [InlineData(10, 536u, 5_360u)]
    [InlineData(10, 1_220u, 12_200u)]
    [InlineData(10, 4_000u, 14_600u)]
    [InlineData(10, 8_960u, 17_920u)]
    [InlineData(10, 65_000u, 130_000u)]
    [InlineData(4, 1_460u, 5_840u)]
    [InlineData(1, 1_460u, 1_460u)]
    [InlineData(0, 1_460u, 1_460u)]
    [InlineData(-5, 1_460u, 1_460u)]
    public void The_formula(int segments, uint segmentSize, uint window) =>
        Assert.Equal(window, InitialWindow.Of(segments, segmentSize, handshakeLost: false));

    /// <summary>RFC 5681 section 3.1.</summary>
    [Fact]
    public void A_lost_handshake_makes_it_one_segment() => Assert.Equal(1_460u, InitialWindow.Of(10, 1_460, handshakeLost: true));

    [Fact]
    public void It_is_within_what_a_window_can_be() =>
        Assert.Equal(CongestionControl.LargestWindow, InitialWindow.Of(int.MaxValue, 65_000, handshakeLost: false));
}

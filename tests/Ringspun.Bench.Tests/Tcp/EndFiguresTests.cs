using Ringspun.Bench.Tcp.HeadToHead;

namespace Ringspun.Bench.Tests.Tcp;

public class EndFiguresTests
{
    private static readonly Contender Kernel = new(EndNetwork.Kernel, "epoll", 1);
    private static readonly Contender Ours = new(EndNetwork.Tun, "epoll", 2);

    [Fact]
    public void Figures_are_medians_beside_the_kernels()
    {
        EndSample[] kernel = [new(10, 0.2, 0.2, 0.1), new(8, 0.2, 0.3, 0.1), new(12, 0.2, 0.1, 0.1)];
        EndSample[] ours = [new(11, 0.3, 0.2, 0), new(1, 9, 9, 9), new(12, 0.2, 0.1, 0)];
        EndFigures figures = EndFigures.Of(Quantity.SendOne, Ours, ours, kernel);
        Assert.Equal(11, figures.Value);
        Assert.Equal(1.1, figures.Ratio);
        Assert.Equal(0.3, figures.EndCpu);
        Assert.Equal(0.2, figures.PeerCpu);
        Assert.Equal(1.25, figures.CpuRatio);
        Assert.Equal([11, 1, 12], figures.Rounds);
        Assert.True(figures.IsBarReached);
    }

    [Fact]
    public void The_kernels_own_figures_have_no_bar()
    {
        EndFigures figures = EndFigures.Of(Quantity.SendOne, Kernel, [new(10, 0.2, 0.2, 0.1)], null);
        Assert.Null(figures.Ratio);
        Assert.Null(figures.Bar);
        Assert.Null(figures.IsBarReached);
    }

    [Fact]
    public void A_book_sorts_by_quantity_and_compares_within_a_driver()
    {
        SampleBook book = new();
        Contender[] contenders = [Kernel, Ours, new(EndNetwork.Kernel, "io_uring", 3)];
        book.Add(0, Quantity.Requests, Ours, new EndSample(80));
        book.Add(0, Quantity.Requests, Kernel, new EndSample(100));
        book.Add(0, Quantity.Requests, contenders[2], new EndSample(1));
        book.Add(0, Quantity.ReceiveOne, Kernel, new EndSample(5));
        IReadOnlyList<EndFigures> figures = book.ToFigures(contenders);
        Assert.Equal([5, 100, 80, 1], figures.Select(entry => entry.Value));
        Assert.Equal(0.8, figures[2].Ratio);
    }

    [Theory]
    [InlineData(0.69, false)]
    [InlineData(0.7, true)]
    public void More_is_better_for_rates(double ratio, bool isReached) => Assert.Equal(isReached, Quantity.Requests.IsReached(1, ratio));

    [Theory]
    [InlineData(1.3, true)]
    [InlineData(1.31, false)]
    public void Less_is_better_for_latency(double ratio, bool isReached) => Assert.Equal(isReached, Quantity.LatencyTail.IsReached(1, ratio));

    [Fact]
    public void Memory_has_a_bar_of_its_own()
    {
        Assert.True(Quantity.IdleMemory.IsReached(1536, null));
        Assert.False(Quantity.IdleMemory.IsReached(1537, null));
        Assert.Null(Quantity.Requests.IsReached(1, null));
        Assert.Null(Quantity.LatencyMedian.IsReached(1, 1));
    }
}

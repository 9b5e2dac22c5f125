using System.CommandLine;
using Ringspun.Bench.Tcp;
using Ringspun.Bench.Tcp.HeadToHead;

namespace Ringspun.Bench.Tests.Tcp;

public class HeadToHeadTests
{
    [Theory]
    [InlineData("tcp --only bulks")]
    [InlineData("tcp --only bulk,,idle")]
    [InlineData("tcp --only bulk --in-memory")]
    [InlineData("tcp --device veth")]
    [InlineData("tcp --rounds 0")]
    [InlineData("tcp --idle 100001")]
    [InlineData("tcp --in-memory --seconds 1")]
    [InlineData("tcp --driver epol")]
    public void Wrong_arguments_are_refused(string arguments) => Assert.NotEmpty(new RootCommand { TcpCommand.Create() }.Parse(arguments).Errors);

    [Theory]
    [InlineData("tcp")]
    [InlineData("tcp --in-memory --idle 100 --connections 1 --rounds 1")]
    [InlineData("tcp --only idle,bulk --device tun --driver epoll --seconds 1 --rounds 1")]
    public void Right_arguments_are_accepted(string arguments) => Assert.Empty(new RootCommand { TcpCommand.Create() }.Parse(arguments).Errors);

    [Theory]
    [InlineData("bulk", HeadToHeadParts.Bulk)]
    [InlineData("idle, http", HeadToHeadParts.Idle | HeadToHeadParts.Http)]
    [InlineData("bulk,http,connect,latency,idle", HeadToHeadParts.All)]
    [InlineData("", HeadToHeadParts.None)]
    [InlineData("bulk,none", HeadToHeadParts.None)]
    public void Parts_are_read_from_a_list(string list, object parts) => Assert.Equal((HeadToHeadParts)parts, PartsOption.Parse(list));

    [Fact]
    public void Every_contender_has_a_network_of_its_own_and_each_driver_a_kernel()
    {
        IReadOnlyList<Contender> all = Contender.All(["io_uring", "epoll"], [EndNetwork.Tun, EndNetwork.Packet]);
        Assert.Equal(6, all.Count);
        Assert.Equal(6, all.Select(contender => contender.Address).Distinct().Count());
        Assert.Equal(6, all.Select(contender => contender.NearInterface).Distinct().Count());
        Assert.Equal(["io_uring", "epoll"], all.Where(contender => contender.Network == EndNetwork.Kernel).Select(contender => contender.Driver));
        Assert.All(all, contender => Assert.Equal(contender.Network == EndNetwork.Kernel, contender.Device is null));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200_002)]
    [InlineData(200_003)]
    [InlineData(9_000_000_017)]
    public void A_pattern_knows_its_own_bytes_and_no_others(long position)
    {
        BytePattern pattern = new();
        byte[] bytes = pattern.At(position).Span[..70_000].ToArray();
        Assert.True(pattern.Matches(position, bytes));
        Assert.False(pattern.Matches(position + 1, bytes));
        Assert.False(pattern.Matches(position + 65_536, bytes));
        bytes[^1] ^= 1;
        Assert.False(pattern.Matches(position, bytes));
    }

    [Fact]
    public void A_stream_of_pieces_is_the_pattern()
    {
        BytePattern pattern = new();
        Assert.True(pattern.Matches(BytePattern.Piece - 1000, [.. pattern.At(0).Span[^1000..], .. pattern.At(BytePattern.Piece).Span[..1000]]));
    }

    [Theory]
    [InlineData(50_000, 19_500, 7, new[] { 16_666, 16_667, 16_667 })]
    [InlineData(100, 19_500, 7, new[] { 100 })]
    [InlineData(100_000, 1_000, 7, new[] { 1000, 1000, 1000, 1000, 1000, 1000, 1000 })]
    public void Idle_connections_are_shared_by_the_fewest_processes(int connections, int mostOfOne, int mostProcesses, int[] shares) =>
        Assert.Equal(shares, IdleRounds.Share(connections, mostOfOne, mostProcesses));

    [Fact]
    public void Soft_interrupts_are_the_seventh_time() =>
        Assert.Equal(3.21, SoftIrqTime.Parse("cpu  10132153 290696 3084719 46828483 16683 25 321 0 175628 0"));

    [Fact]
    public void The_time_of_children_is_told_whatever_the_name() =>
        Assert.Equal(0.3, ChildrenTime.Parse("1 (a) b (c) S 2 3 4 5 6 7 8 9 10 11 100 200 10 20 30 31"), 9);

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0 5")]
    [InlineData("5 x")]
    public void An_answer_that_is_no_measurement_is_a_failure(string answer) => Assert.Throws<BenchFailure>(() => EndRounds.Numbers(answer));

    [Fact]
    public void An_answer_is_two_numbers() => Assert.Equal([12, 34], EndRounds.Numbers("12 34"));
}

using System.CommandLine;
using Ringspun.Bench.Disk;
using Ringspun.Bench.Pipes;

namespace Ringspun.Bench.Tests.Pipes;

public class PipesTests
{
    [Theory]
    [InlineData("pipes --pairs 0")]
    [InlineData("pipes --pairs 100000")]
    [InlineData("pipes --message 0")]
    [InlineData("pipes --idle -1")]
    [InlineData("pipes --driver epol")]
    [InlineData("pipes --svg /no/such/directory/figure.svg")]
    [InlineData("disk --depth 0")]
    [InlineData("disk --depth 65537")]
    [InlineData("disk --block 1000")]
    [InlineData("disk --file /tmp")]
    [InlineData("disk --file /no/such/directory/file")]
    public void Wrong_arguments_are_refused(string arguments) =>
        Assert.NotEmpty(new RootCommand { PipesCommand.Create(), DiskCommand.Create() }.Parse(arguments).Errors);

    [Theory]
    [InlineData("pipes --pairs 1 --message 1 --idle 0")]
    [InlineData("disk --depth 65536 --block 512")]
    public void The_least_and_the_most_are_accepted(string arguments) =>
        Assert.Empty(new RootCommand { PipesCommand.Create(), DiskCommand.Create() }.Parse(arguments).Errors);

    [Fact]
    public void The_figure_goes_from_none_to_all() => Assert.Equal([0, 25_000, 50_000, 75_000, 100_000], PipesChart.Points(100_000));

    [Fact]
    public void Without_idle_fibers_the_figure_has_one_point() => Assert.Equal([0], PipesChart.Points(0));

    [Fact]
    public void Idle_fibers_share_the_pipes_that_there_are_descriptors_for()
    {
        Assert.Equal(0, IdleFibers.PipesFor(0, 128));
        Assert.InRange(IdleFibers.PipesFor(10_000_000, 128), 1, 10_000_000);
    }
}

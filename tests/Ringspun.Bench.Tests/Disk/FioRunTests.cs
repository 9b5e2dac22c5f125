using Ringspun.Bench.Disk;

namespace Ringspun.Bench.Tests.Disk;

public class FioRunTests
{
    private const string Output = """
        fio: a warning
        {"fio version": "fio-3.33", "jobs": [{"jobname": "read", "usr_cpu": 10.0, "sys_cpu": 20.0, "job_runtime": 2000,
         "read": {"total_ios": 200000, "iops": 100000.5, "clat_ns": {"percentile": {"50.000000": 518000, "99.000000": 2671000}}}}]}
        """;

    [Fact]
    public void What_fio_says_is_understood() => Assert.Equal(new DiskSample(100_000.5, 518, 2671, 3), FioRun.Parse(Output));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"jobs\": []}")]
    [InlineData("{\"jobs\": [{\"read\": 1}]}")]
    public void What_is_not_understood_is_a_failure(string output) => Assert.Throws<BenchFailure>(() => FioRun.Parse(output));

    [Theory]
    [InlineData("libaio", 1, 1)]
    [InlineData("io_uring", 32_768, 1)]
    [InlineData("io_uring", 65_536, 2)]
    [InlineData("psync", 64, 64)]
    [InlineData("psync", 65_536, 1024)]
    public void Requests_are_shared_by_as_many_jobs_as_they_need(string engine, int depth, int jobs) => Assert.Equal(jobs, FioRun.Jobs(engine, depth));
}

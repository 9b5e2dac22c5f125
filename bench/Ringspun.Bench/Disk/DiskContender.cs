namespace Ringspun.Bench.Disk;

/// <summary>Who reads, and how that is measured at a depth.</summary>
internal sealed record DiskContender(string Name, Func<int, DiskSample> Measure)
{
    public List<DiskSample> Samples { get; } = [];

    /// <summary>What it has said instead of measuring.</summary>
    public string? Failed { get; set; }

    /// <summary>The package to install, where it is not there.</summary>
    public string? Missing { get; init; }

    /// <summary>Threads at the depth that was asked for, where there are several.</summary>
    public int? Threads { get; init; }

    public DiskFigures Figures() => Missing is not null || Failed is not null
        ? new DiskFigures { Name = Name, Missing = Missing, Failed = Failed }
        : DiskFigures.Of(Name, Samples) with { Threads = Threads };
}

using System.Text.Json.Serialization;

namespace Ringspun.Bench.Reporting;

/// <summary>One measured quantity: the median of its rounds.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The median.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Rounds">What each round gave.</param>
/// <param name="CpuNanoseconds">The process's CPU time for one of what was counted, where that was taken: the median.</param>
/// <param name="Remark">What else there is to say.</param>
internal sealed record Figure(
    string Name,
    double Value,
    string Unit,
    IReadOnlyList<double> Rounds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? CpuNanoseconds = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Remark = null);

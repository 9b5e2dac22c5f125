using System.Text.Json.Serialization;

namespace Ringspun.Bench.Echo;

/// <summary>What held connections cost one kind of server.</summary>
/// <param name="Name">The server.</param>
/// <param name="Missing">The package to install, for a peer that is not there.</param>
/// <param name="Processes">Server processes.</param>
/// <param name="BytesPerConnection">What the servers' resident memory grew by, for each connection.</param>
/// <param name="IdleCpuSeconds">CPU time of the servers while nothing came, during one measurement's seconds.</param>
internal sealed record HeldFigures(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Missing,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Processes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? BytesPerConnection,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? IdleCpuSeconds);

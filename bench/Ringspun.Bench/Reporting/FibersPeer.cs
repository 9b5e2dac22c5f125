using System.Text.Json.Serialization;

namespace Ringspun.Bench.Reporting;

/// <summary>What else waits in masses.</summary>
/// <param name="Name">What.</param>
/// <param name="BytesPerFiber">Bytes for one of them.</param>
/// <param name="SwitchesPerSecond">Switches from one to the next in a second, where that was measured.</param>
internal sealed record FibersPeer(
    string Name, double BytesPerFiber, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? SwitchesPerSecond = null);

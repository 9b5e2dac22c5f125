using System.Text.Json.Serialization;
using Ringspun.Bench.Idle;

namespace Ringspun.Bench.Reporting;

/// <summary>Reports as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HttpReport))]
[JsonSerializable(typeof(IdleReport))]
internal sealed partial class ReportJson : JsonSerializerContext;

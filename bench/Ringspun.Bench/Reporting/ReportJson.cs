using System.Text.Json.Serialization;

namespace Ringspun.Bench.Reporting;

/// <summary>Reports as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HttpReport))]
[JsonSerializable(typeof(FigureReport))]
internal sealed partial class ReportJson : JsonSerializerContext;

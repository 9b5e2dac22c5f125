using System.Text.Json.Serialization;
using Ringspun.Bench.Idle;
using Ringspun.Bench.Transactions;

namespace Ringspun.Bench.Reporting;

/// <summary>Reports as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HttpReport))]
[JsonSerializable(typeof(IdleReport))]
[JsonSerializable(typeof(StmReport))]
[JsonSerializable(typeof(SyncReport))]
[JsonSerializable(typeof(TcpReport))]
[JsonSerializable(typeof(FigureReport))]
[JsonSerializable(typeof(FibersReport))]
internal sealed partial class ReportJson : JsonSerializerContext;

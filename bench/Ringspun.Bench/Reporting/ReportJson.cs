using System.Text.Json.Serialization;
using Ringspun.Bench.Disk;
using Ringspun.Bench.Echo;
using Ringspun.Bench.Idle;
using Ringspun.Bench.Load;
using Ringspun.Bench.Pipes;
using Ringspun.Bench.Ports;
using Ringspun.Bench.Tcp.HeadToHead;
using Ringspun.Bench.Transactions;

namespace Ringspun.Bench.Reporting;

/// <summary>Reports as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HttpReport))]
[JsonSerializable(typeof(EchoReport))]
[JsonSerializable(typeof(HeldReport))]
[JsonSerializable(typeof(IdleReport))]
[JsonSerializable(typeof(LoadReport))]
[JsonSerializable(typeof(StmReport))]
[JsonSerializable(typeof(SyncReport))]
[JsonSerializable(typeof(PipesReport))]
[JsonSerializable(typeof(PortsReport))]
[JsonSerializable(typeof(DiskReport))]
[JsonSerializable(typeof(TcpReport))]
[JsonSerializable(typeof(HeadToHeadReport))]
[JsonSerializable(typeof(FigureReport))]
[JsonSerializable(typeof(FibersReport))]
internal sealed partial class ReportJson : JsonSerializerContext;

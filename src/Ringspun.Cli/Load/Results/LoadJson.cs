using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ringspun.Cli.Load.Results;

/// <summary>The result as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LoadReport))]
internal sealed partial class LoadJson : JsonSerializerContext;

using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <summary>A request and when it was due.</summary>
internal readonly record struct DueRequest(PreparedRequest Request, long Due);

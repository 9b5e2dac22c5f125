using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Load.Engine;

/// <summary>Why there is no connection.</summary>
/// <param name="Name">What it is counted as.</param>
/// <param name="Message">The same in words, with the way out.</param>
/// <param name="IsGivenUp">Whether the run has ended meanwhile: then it is no failure.</param>
internal readonly record struct ConnectFailed(FailureName Name, string Message, bool IsGivenUp = false);

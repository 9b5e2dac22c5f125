namespace Ringspun.Http;

/// <summary>Ends a loop's drain when its time is over.</summary>
internal sealed class DrainTimer(LoopServer server) : TimerEntry
{
    protected override void OnExpired() => server.AbortAll();
}

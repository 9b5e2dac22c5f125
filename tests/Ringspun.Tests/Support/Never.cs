namespace Ringspun.Tests.Support;

/// <summary>Waits that only cancellation ends.</summary>
internal static class Never
{
    /// <summary>A task that ends, cancelled, when <paramref name="cancel"/> is.</summary>
    public static async Task Until(CancellationToken cancel)
    {
        var never = new TaskCompletionSource();
        using (cancel.UnsafeRegister(static (never, cancel) => ((TaskCompletionSource)never!).TrySetCanceled(cancel), never))
        {
            await never.Task;
        }
    }
}

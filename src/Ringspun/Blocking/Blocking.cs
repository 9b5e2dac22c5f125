namespace Ringspun;

/// <summary>Blocking calls from fibers, on the process's shared pool.</summary>
public static class Blocking
{
    /// <inheritdoc cref="BlockingPool.Run"/>
    public static IoOperation<TResult> Run<TState, TResult>(Func<TState, TResult> body, TState state, CancellationToken cancel = default) =>
        BlockingPool.Shared.Run(body, state, cancel);

    /// <summary>Makes a blocking call on a thread of the shared pool and waits for it as a fiber; see <see cref="BlockingPool.Run"/>.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="body">The call.</param>
    /// <param name="cancel">Takes the call back, or lets the fiber go on without it.</param>
    /// <returns>The result; or whatever the body throws.</returns>
    public static IoOperation<TResult> Run<TResult>(Func<TResult> body, CancellationToken cancel = default) =>
        BlockingPool.Shared.Run(static body => body(), body, cancel);
}

namespace Ringspun.Tests.Support;

/// <summary>Failures of fiber code, awaited and named.</summary>
internal static class Expect
{
    /// <summary>Awaits a call that must throw exactly this type.</summary>
    public static async Fiber<TException> Throws<TException>(Func<Fiber> body)
        where TException : Exception
    {
        try
        {
            await body();
        }
        catch (TException exception)
        {
            return exception;
        }

        throw new Xunit.Sdk.XunitException($"Expected {typeof(TException).Name}, but nothing was thrown.");
    }

    /// <summary>Awaits an operation that must throw.</summary>
    public static async Fiber<TException> Throws<TException, TResult>(IoOperation<TResult> operation)
        where TException : Exception
    {
        try
        {
            await operation;
        }
        catch (TException exception)
        {
            return exception;
        }

        throw new Xunit.Sdk.XunitException($"Expected {typeof(TException).Name}, but nothing was thrown.");
    }

    /// <summary>Awaits an operation that must end with one of these errors.</summary>
    public static async Fiber Fails<TResult>(IoOperation<TResult> operation, params Errno[] errors)
    {
        LinuxException exception = await Throws<LinuxException, TResult>(operation);
        Assert.Contains(exception.Errno, errors);
    }

    public static Fiber Canceled<TResult>(IoOperation<TResult> operation) => Ends<OperationCanceledException, TResult>(operation);

    public static Fiber Disposed<TResult>(IoOperation<TResult> operation) => Ends<ObjectDisposedException, TResult>(operation);

    private static async Fiber Ends<TException, TResult>(IoOperation<TResult> operation)
        where TException : Exception => await Throws<TException, TResult>(operation);
}

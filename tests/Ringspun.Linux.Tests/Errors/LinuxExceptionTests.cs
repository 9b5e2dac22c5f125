namespace Ringspun.Linux.Tests;

public sealed class LinuxExceptionTests
{
    [Fact]
    public void Every_errno_has_its_own_description()
    {
        Errno[] all = Enum.GetValues<Errno>();
        Assert.Equal(132, all.Length);
        Assert.All(all, errno => Assert.NotEqual("Unknown error", errno.Describe()));
        Assert.Equal(all.Length, all.Select(errno => errno.Describe()).Distinct().Count());
        Assert.Equal("Unknown error", ((Errno)999).Describe());
    }

    [Fact]
    public void Message_names_operation_error_and_advice()
    {
        var failure = Assert.Throws<LinuxException>(() => LinuxException.ThrowIfError(-24, "Accepting", "Raise RLIMIT_NOFILE"));
        Assert.Equal("Accepting: EMFILE (Too many open files). Raise RLIMIT_NOFILE", failure.Message);
        Assert.Equal(("Accepting", Errno.EMFILE, "Raise RLIMIT_NOFILE", 24), (failure.Operation, failure.Errno, failure.Advice, failure.HResult));
    }

    [Fact]
    public void Message_without_advice_ends_with_the_error() =>
        Assert.Equal("Reading: EIO (Input/output error)", new LinuxException("Reading", Errno.EIO).Message);

    [Fact]
    public void Success_does_not_throw()
    {
        LinuxException.ThrowIfError(0, "x");
        LinuxException.ThrowIfError(long.MaxValue, "x");
    }

    [Fact]
    public void Results_give_their_errno()
    {
        Assert.Equal(Errno.EAGAIN, (-11).ToErrno());
        Assert.Equal(Errno.EAGAIN, (-11L).ToErrno());
        Assert.Equal(Errno.EAGAIN, ((nint)(-11)).ToErrno());
        Assert.Equal(Errno.None, 11.ToErrno());
    }
}

namespace Ringspun;

/// <summary>Pipes through epoll.</summary>
internal sealed class EpollPipes(EpollAioDriver driver) : KernelPipes(nonBlocking: true)
{
    protected override IPipeReader MakeReader(int descriptor, bool awaitsWriter) => new EpollPipeReader(driver, descriptor, awaitsWriter);

    protected override IPipeWriter MakeWriter(int descriptor) => new EpollPipeWriter(driver, descriptor);
}

namespace Ringspun;

/// <summary>A body with its state, of either kind: a struct, so that the code that runs it exists once and costs no closure.</summary>
internal interface ITransactionBody<TResult>
{
    TResult Run(Transaction transaction);
}

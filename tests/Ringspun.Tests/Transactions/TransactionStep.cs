namespace Ringspun.Tests.Transactions;

/// <summary>A step of a random transaction, for variables and for the model, which is an array.</summary>
internal sealed record TransactionStep(TransactionStepKind Kind, int Target, int Source, int Number)
{
    /// <summary>Runs a transaction; its result tells all that it has read.</summary>
    public static long Run(Transaction tx, TVar<long>[] variables, TransactionStep[] steps, Random random)
    {
        long result = 0;
        foreach (TransactionStep step in steps)
        {
            result = (result * 31) + step.Apply(tx, variables);
            Crew.Disturb(random);
        }

        return result;
    }

    public static long Run(long[] model, TransactionStep[] steps)
    {
        long result = 0;
        foreach (TransactionStep step in steps)
        {
            result = (result * 31) + step.Apply(model);
        }

        return result;
    }

    private long Apply(Transaction tx, TVar<long>[] variables)
    {
        TVar<long> target = variables[Target];
        TVar<long> source = variables[Source];
        switch (Kind)
        {
            case TransactionStepKind.Read:
                break;
            case TransactionStepKind.Write:
                tx.Write(target, Number);
                break;
            case TransactionStepKind.Add:
                tx.Write(target, tx.Read(target) + tx.Read(source) + Number);
                break;
            case TransactionStepKind.Swap:
                long was = tx.Read(target);
                tx.Write(target, tx.Read(source));
                tx.Write(source, was);
                break;
            case TransactionStepKind.DoubleOrElseIncrement:
                tx.OrElse(
                    static (tx, x) =>
                    {
                        tx.Write(x.target, tx.Read(x.target) * 2);
                        tx.Require(tx.Read(x.source) % 2 == 0);
                    },
                    static (tx, x) => tx.Write(x.target, tx.Read(x.target) + 1),
                    (target, source));
                break;
            default:
                try
                {
                    _ = Stm.Atomically(
                        static (tx, x) =>
                        {
                            tx.Write(x.target, x.Number);
                            if (tx.Read(x.source) % 2 != 0)
                            {
                                throw new InvalidDataException("on purpose");
                            }
                        },
                        (target, source, Number));
                }
                catch (InvalidDataException)
                {
                    tx.Write(target, tx.Read(target) + 1);
                }

                break;
        }

        return tx.Read(target) - tx.Read(source);
    }

    private long Apply(long[] model)
    {
        long was = model[Target];
        switch (Kind)
        {
            case TransactionStepKind.Read:
                break;
            case TransactionStepKind.Write:
                model[Target] = Number;
                break;
            case TransactionStepKind.Add:
                model[Target] = was + model[Source] + Number;
                break;
            case TransactionStepKind.Swap:
                model[Target] = model[Source];
                model[Source] = was;
                break;
            case TransactionStepKind.DoubleOrElseIncrement:
                model[Target] = was * 2;
                if (model[Source] % 2 != 0)
                {
                    model[Target] = was + 1;
                }

                break;
            default:
                model[Target] = Number;
                if (model[Source] % 2 != 0)
                {
                    model[Target] = was + 1;
                }

                break;
        }

        return model[Target] - model[Source];
    }
}

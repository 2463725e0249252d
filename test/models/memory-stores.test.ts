import { answerCacheContract } from '#test/contracts/answer-cache.contract';
import { budgetContract } from '#test/contracts/budget.contract';
import { memoryAnswerCache } from '#test/fakes/memory-answer-cache';
import { memoryBudget } from '#test/fakes/memory-budget';

budgetContract('budgets in memory', memoryBudget);
answerCacheContract('answers in memory', memoryAnswerCache);
